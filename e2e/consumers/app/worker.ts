import { countVisit } from './count-visit.ts'

onmessage = async ({ data: options }) => {
  postMessage(await countVisit(options))
}
