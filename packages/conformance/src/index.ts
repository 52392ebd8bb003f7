export { describeBackend } from './describe-backend.ts'
export { describeStore } from './describe-store.ts'
export type { BackendFixture, OpenFixture } from './fixture.ts'
export type { Matchers, Runner } from './runner.ts'
