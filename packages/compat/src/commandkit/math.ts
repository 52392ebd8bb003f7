/** What `math` can do: add, subtract, multiply, divide, raise to a power, and take the remainder. */
export type KvMathOperator = '+' | '-' | '*' | '/' | '^' | '%'

/**
 * What an operation makes of the value of a key. With a bigint on either side both are, so that a fraction throws
 * `RangeError`, and a division drops what is behind the point.
 */
export function calculate(
  key: string,
  current: unknown,
  operator: KvMathOperator,
  operand: number | bigint,
): number | bigint {
  if (current === undefined) throw new Error(`Key '${key}' does not exist`)
  if (!isNumeric(current)) {
    throw new Error(`Value at key '${key}' is not numeric. Expected number or bigint, got ${typeof current}`)
  }
  if (!isNumeric(operand)) {
    throw new TypeError(`The operand of math is a number or bigint; got ${typeof operand}.`)
  }
  return typeof current === 'number' && typeof operand === 'number'
    ? ofNumbers(current, operator, operand)
    : ofBigInts(BigInt(current), operator, BigInt(operand))
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function ofNumbers(a: number, operator: KvMathOperator, b: number): number {
  refuseZero(operator, b === 0)
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '^':
      return a ** b
    case '%':
      return a % b
    default:
      throw unknownOperator(operator)
  }
}

function ofBigInts(a: bigint, operator: KvMathOperator, b: bigint): bigint {
  refuseZero(operator, b === 0n)
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '^':
      if (b < 0n) throw new Error('Exponentiation with negative exponent is not supported for bigint')
      return a ** b
    case '%':
      return a % b
    default:
      throw unknownOperator(operator)
  }
}

function refuseZero(operator: KvMathOperator, isZero: boolean): void {
  if (!isZero) return
  if (operator === '/') throw new Error('Division by zero')
  if (operator === '%') throw new Error('Modulo by zero')
}

function unknownOperator(operator: never): Error {
  return new Error(`Invalid operator: ${String(operator)}`)
}
