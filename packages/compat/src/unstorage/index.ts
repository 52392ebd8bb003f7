export { kvasirDriver, type KvasirDriver } from './kvasir-driver.ts'
