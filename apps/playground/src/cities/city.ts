/** What the namespace `cities` keeps of a city. */
export interface City {
  readonly name: string
  /** ISO 3166-1 alpha-2, as in `FI`. */
  readonly country: string
  readonly population: number
  /** Degrees. */
  readonly latitude: number
  readonly longitude: number
}

type CityLine = [
  country: string,
  name: string,
  id: number,
  population: number,
  latitude: number,
  longitude: number,
]

/** An entry for `putMany` from a line of the file; the keys sort by country, then by name: `FI:Helsinki:658225`. */
export function toCityEntry(line: string): [key: string, city: City] {
  const [country, name, id, population, latitude, longitude]: CityLine = JSON.parse(line)
  return [`${country}:${name}:${id}`, { name, country, population, latitude, longitude }]
}
