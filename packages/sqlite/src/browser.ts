export { sqljsInIndexedDb, type SqljsInIndexedDbOptions } from './saved/sqljs-in-indexed-db.ts'
