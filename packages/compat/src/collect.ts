/** Everything that an iterator of either mode gives, in its order. */
export async function collect<T>(each: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of each) all.push(one)
  return all
}
