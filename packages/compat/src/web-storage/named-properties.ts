/**
 * A `Storage` whose entries are properties, too, as the platform has it: methods come first where they are read, and
 * are no obstacle to an entry of their name.
 *
 * @see {@link https://webidl.spec.whatwg.org/#js-legacy-platform-objects}
 */
export function namedProperties(methods: Storage, keys: () => string[]): Storage {
  // What the entries must not hide: the methods, and what every object has.
  const prototype = Object.defineProperty(methods, Symbol.toStringTag, { value: 'Storage' })
  const isEntry = (name: string | symbol): name is string =>
    typeof name === 'string' && !(name in prototype) && methods.getItem(name) !== null

  return new Proxy(Object.create(prototype) as Storage, {
    get: (target, name) => (isEntry(name) ? methods.getItem(name) : Reflect.get(target, name)),
    has: (target, name) => isEntry(name) || Reflect.has(target, name),
    set(target, name, value) {
      if (typeof name !== 'string') return Reflect.set(target, name, value)
      methods.setItem(name, value)
      return true
    },
    defineProperty(target, name, description) {
      if (typeof name !== 'string') return Reflect.defineProperty(target, name, description)
      if (!('value' in description)) return false
      methods.setItem(name, description.value)
      return true
    },
    deleteProperty(target, name) {
      if (!isEntry(name)) return Reflect.deleteProperty(target, name)
      methods.removeItem(name)
      return true
    },
    // There is always room for one more entry.
    preventExtensions: () => false,
    ownKeys: (target) => [...keys().filter((name) => !(name in prototype)), ...Reflect.ownKeys(target)],
    getOwnPropertyDescriptor(target, name) {
      if (!isEntry(name)) return Reflect.getOwnPropertyDescriptor(target, name)
      return { value: methods.getItem(name), writable: true, enumerable: true, configurable: true }
    },
  })
}
