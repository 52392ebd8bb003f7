export { KvasirKeyv } from './kvasir-keyv.ts'
export { KvasirKeyv5 } from './kvasir-keyv5.ts'
