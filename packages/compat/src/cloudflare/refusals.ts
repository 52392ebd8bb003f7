/** What a call is called in the texts of errors. */
export type Operation = 'GET' | 'GET_BULK' | 'PUT' | 'DELETE'

/** The error of a request that the service has refused, with the status that HTTP has for it. */
export function failed(operation: Operation, status: number, text: string): Error {
  return new Error(`KV ${operation} failed: ${status} ${text}`)
}

/** The error of an argument that cannot be made what the method asks for. */
export function notOfType(method: string, position: number, type: string): TypeError {
  return new TypeError(
    `Failed to execute '${method}' on 'KvNamespace': parameter ${position} is not of type '${type}'.`,
  )
}

/** Bytes that a text has in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
