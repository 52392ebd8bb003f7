import { effect, signal } from '@preact/signals'
import type { VNode } from 'preact'
import { theme } from '../state/settings.ts'
import { Icon } from './icon.tsx'

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
const systemTheme = signal(systemIsDark.matches ? 'dark' : 'light')

/** Keeps the colours of the page to the visitor's choice, or to the system's while there is none. */
export function applyTheme(): void {
  systemIsDark.addEventListener('change', () => (systemTheme.value = systemIsDark.matches ? 'dark' : 'light'))
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
}

export function ThemeToggle(): VNode {
  const isDark = (theme.value === 'system' ? systemTheme.value : theme.value) === 'dark'
  return (
    <button
      type="button"
      class="icon-button"
      aria-label="Dark theme"
      aria-pressed={isDark}
      onClick={() => (theme.value = isDark ? 'light' : 'dark')}
    >
      <Icon name={isDark ? 'moon' : 'sun'} />
    </button>
  )
}
