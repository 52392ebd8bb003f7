import type { VNode } from 'preact'
import { writeBytes } from '../values/write-bytes.ts'
import { Meter } from './meter.tsx'

interface StorageMeterProps {
  /** Bytes. */
  readonly usage: number | undefined
  readonly quota: number | undefined
}

/** How much of what the site may store is in use. */
export function StorageMeter({ usage, quota }: StorageMeterProps): VNode {
  if (usage === undefined || quota === undefined) {
    return <p class="hint">The browser does not tell how much the site may store.</p>
  }
  return <Meter id="storage-label" label="Site uses" value={usage} max={quota} write={writeBytes} />
}
