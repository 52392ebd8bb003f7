import type { VNode } from 'preact'

const PATHS = {
  alert: 'M8 2.5 14.5 13.5H1.5zM8 7v3m0 1.6v.2',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 2.8V8l2.2 1.6',
  dash: 'M3.5 8h9',
  download: 'M8 2.5v7m-3-3 3 3 3-3M3 13h10',
  upload: 'M8 10V3M5 6l3-3 3 3M3 13h10',
  check: 'm3.5 8.5 3 3 6-7',
  copy: 'M6 6h7v7H6zM3 10V3h7',
  cross: 'm4 4 8 8m0-8-8 8',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  folder: 'M2 4h4l1.5 1.8H14V12.5H2z',
  history: 'M3 8a5 5 0 1 0 1.5-3.6L3 6m0-3v3h3m2-.8V8l2 1.4',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z',
  pencil: 'm3 13 .6-2.8L10.8 3l2.2 2.2-7.2 7.2L3 13z',
  pause: 'M5.5 3.5v9m5-9v9',
  play: 'm5 3.2 8 4.8-8 4.8z',
  plus: 'M8 3v10M3 8h10',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6L13 6m0-3v3h-3',
  sliders:
    'M2 5h6m4 0h2M2 11h2m4 0h6M10 3.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM6 9.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  stopwatch: 'M8 4.5a4.75 4.75 0 1 1 0 9.5 4.75 4.75 0 0 1 0-9.5zM8 7v2.3M6.3 1.8h3.4M8 1.8v2.7',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm0-4v1.4m0 11.2V15M1 8h1.4m11.2 0H15M3 3l1 1m8 8 1 1m0-10-1 1m-8 8-1 1',
  trash: 'M3 4.5h10M6.5 4V2.8h3V4m-5 .5.6 8.7h5.8l.6-8.7M6.8 7v4m2.4-4v4',
} as const

export type IconName = keyof typeof PATHS

interface IconProps {
  readonly name: IconName
}

/** A decoration: the button or text that it stands in has the words. */
export function Icon({ name }: IconProps): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
