export { packCommits, packRows, unpackCommits, unpackRows } from './pack/columns.ts'
export { type Contents, frameBytes, fromFrame, toFrame } from './pack/frame.ts'
