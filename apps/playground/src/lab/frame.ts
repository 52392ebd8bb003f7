import type { Participant } from './participant.ts'

/** Milliseconds. */
const PATIENCE = 20_000

/** Another page of the playground, in a frame: to the browser and to storage it is a tab like any other. */
export interface Frame {
  readonly participant: Participant
  /** Takes the page away without asking it, and everything that it has started. */
  remove(): void
}

/** Loads a participant. Throws when its page does not load. */
export async function openFrame(): Promise<Frame> {
  const frame = document.createElement('iframe')
  frame.className = 'participant'
  frame.title = 'A tab of the experiment'
  frame.tabIndex = -1
  frame.src = './participant.html'
  const loaded = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('A tab of the experiment does not load.')), PATIENCE)
    frame.addEventListener('load', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  document.body.append(frame)
  await loaded
  const participant = frame.contentWindow?.participant
  if (participant === undefined) {
    frame.remove()
    throw new Error('A tab of the experiment has loaded something else.')
  }
  return { participant, remove: () => frame.remove() }
}

/** Opens participants, does something with them, and removes them all. */
export async function withFrames<T>(
  count: number,
  work: (frames: readonly Frame[]) => Promise<T>,
): Promise<T> {
  const frames: Frame[] = []
  try {
    for (let i = 0; i < count; i++) frames.push(await openFrame())
    return await work(frames)
  } finally {
    for (const frame of frames) frame.remove()
  }
}
