/**
 * The text of an argument by the rules of Web IDL; throws a `TypeError` for a symbol, as every conversion to text does.
 *
 * @see {@link https://webidl.spec.whatwg.org/#js-DOMString}
 */
export function toText(argument: unknown): string {
  // A template refuses symbols, which String() would describe.
  return `${argument as string}`
}
