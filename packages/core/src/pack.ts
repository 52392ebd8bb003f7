export { fromBase64, toBase64 } from './values/base64.ts'
export { packCommits, packRows, unpackCommits, unpackRows } from './pack/columns.ts'
export { type Contents, frameBytes, fromFrame, toFrame } from './pack/frame.ts'
