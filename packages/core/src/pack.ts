export { fromBase64, toBase64 } from './values/base64.ts'
export { canCompress, compress, type Pause, uncompress, uncompressedBytes } from './pack/compressed-frame.ts'
export { packCommits, packRows, unpackCommits, unpackRows } from './pack/columns.ts'
export { type Contents, frameBytes, fromFrame, toFrame } from './pack/frame.ts'
