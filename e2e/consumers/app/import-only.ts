const before = Reflect.ownKeys(globalThis)
await import('kvasir')
const added = Reflect.ownKeys(globalThis).filter((name) => !before.includes(name))
if (added.length > 0) throw new Error(`Globals were added: ${added.map(String).join(', ')}`)
