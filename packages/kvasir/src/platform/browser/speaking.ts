import { hearWords, lastWords, withLastWords } from '@kvasir/browser'
import type { Backend, Incident } from '@kvasir/core'
import { withIncidents } from '../../incidents.ts'

/** A backend that another tab may own, whose page leaves word of what is under way when it goes, and hears others'. */
export async function speaking(name: string, backend: Backend<'async'>): Promise<Backend<'async'>> {
  const words = lastWords(name)
  const incidents: Incident[] = []
  const speaker = withLastWords(backend, words)
  await hearWords(words, speaker, (incident) => incidents.push(incident))
  try {
    // Its answer tells the newest revision: what is there now may be overwritten by what this page says last.
    await speaker.commit({ checks: [], writes: [] })
  } catch (error) {
    await speaker.close()
    throw error
  }
  return withIncidents(speaker, incidents)
}
