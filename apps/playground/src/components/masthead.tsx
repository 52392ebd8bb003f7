import type { VNode } from 'preact'
import icon from '../icon.svg'
import { ThemeToggle } from './theme-toggle.tsx'

const PAGES = [
  { page: 'playground', title: 'Playground', url: './' },
  { page: 'lab', title: 'Guarantee lab', url: './lab.html' },
] as const

interface MastheadProps {
  readonly page: (typeof PAGES)[number]['page']
}

export function Masthead({ page }: MastheadProps): VNode {
  return (
    <header class="masthead">
      <div class="brand">
        <img src={icon} alt="" width="36" height="36" />
        <div>
          <h1>Kvasir</h1>
          <p>A typed key-value store for web apps that loses nothing</p>
        </div>
      </div>
      <nav class="pages" aria-label="Pages of the site">
        {PAGES.map(({ page: each, title, url }) => (
          <a key={each} href={url} aria-current={each === page ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <ThemeToggle />
    </header>
  )
}
