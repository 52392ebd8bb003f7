import { countVisit } from './count-visit.ts'

// oxlint-disable-next-line no-console
console.log(await countVisit())
