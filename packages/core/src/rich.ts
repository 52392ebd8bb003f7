export { rich } from './values/rich.ts'
