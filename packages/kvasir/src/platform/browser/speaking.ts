import { hearWords, lastWords, withLastWords } from '@kvasir/browser'
import type { Backend, Incident } from '@kvasir/core'
import { withIncidents } from '../../incidents.ts'

/** A backend that another tab may own, whose page leaves word of what is under way when it goes, and hears others'. */
export async function speaking(name: string, backend: Backend<'async'>): Promise<Backend<'async'>> {
  const words = lastWords(name)
  const incidents: Incident[] = []
  const speaker = withLastWords(backend, words)
  await hearWords(words, speaker, (incident) => incidents.push(incident))
  return withIncidents(speaker, incidents)
}
