import { KvasirError } from '@kvasir/core'
import { fromFrame, toFrame } from '@kvasir/core/pack'

/** Small enough that checking and storing one takes a few milliseconds. */
const PIECE_BYTES = 2 * 1024 * 1024

/** What a piece says of itself: where its bytes stand in the image, and how many the whole image has. */
type Place = readonly [kind: 'sqlite', at: number, bytes: number]

/** The pieces of a database image, which is taken when the first is asked for. */
export function* toPieces(takeImage: () => Uint8Array): Generator<Uint8Array> {
  const image = takeImage()
  for (let at = 0; at < image.length; at += PIECE_BYTES) {
    const place: Place = ['sqlite', at, image.length]
    yield toFrame({ json: place, blobs: [image.subarray(at, at + PIECE_BYTES)] })
  }
}

/** Throws `DAMAGED` for what is not all of an image in its order, and `UNSUPPORTED_DATABASE` for newer frames. */
export function fromPieces(pieces: readonly Uint8Array[]): Uint8Array {
  let image: Uint8Array | undefined
  let filled = 0
  for (const piece of pieces) {
    const { json, blobs } = fromFrame(piece)
    const slice = blobs[0]
    if (!isPlace(json) || slice === undefined) throw damaged('has a piece of something else')
    const [, at, bytes] = json
    image ??= new Uint8Array(bytes)
    if (at !== filled || bytes !== image.length || at + slice.length > bytes)
      throw damaged('has a piece that does not fit')
    image.set(slice, at)
    filled += slice.length
  }
  if (image === undefined || filled !== image.length) throw damaged('has no end')
  return image
}

function isPlace(json: unknown): json is Place {
  return (
    Array.isArray(json) &&
    json[0] === 'sqlite' &&
    json.slice(1).every((size) => Number.isSafeInteger(size) && size >= 0)
  )
}

function damaged(how: string): KvasirError {
  return new KvasirError('DAMAGED', `A snapshot ${how}.`)
}
