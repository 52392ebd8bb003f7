import { expect, test } from 'vitest'
import { carriedBy } from './port.ts'

const CAPABILITIES = { persistent: true, consistency: 'strong', clone: true, memorySide: false } as const

test('structured clones go through a message port, and through a broadcast channel only perhaps', () => {
  const { port1, port2 } = new MessageChannel()
  expect(carriedBy(port1, CAPABILITIES)).toEqual(CAPABILITIES)
  port1.close()
  port2.close()
  const channel = new BroadcastChannel('carried')
  expect(carriedBy(channel, CAPABILITIES)).toEqual({ ...CAPABILITIES, clone: false })
  expect(carriedBy(channel, { ...CAPABILITIES, clone: false }).clone).toBe(false)
  channel.close()
})
