export { type OpenTransaction, openTransaction } from './shell/open-transaction.ts'
