import type { Capabilities } from '@kvasir/core'
import type { ToClient, ToServer } from './messages.ts'

/** A port with events, as `MessagePort`, `Worker`, the global of a worker and `BroadcastChannel` are. */
export interface TargetPort {
  postMessage(message: unknown): void
  addEventListener(type: string, listener: (event: Event) => void): void
  removeEventListener(type: string, listener: (event: Event) => void): void
}

/** A port of `node:worker_threads`: its `Worker`, and `parentPort`. */
export interface EmitterPort {
  postMessage(message: unknown): void
  on(type: string, listener: (value: unknown) => void): unknown
  off(type: string, listener: (value: unknown) => void): unknown
}

/** One end of a way for messages, which arrive in the order in which they were posted. */
export type Port = TargetPort | EmitterPort

/** What can be heard at a port. */
export interface PortListener {
  message(data: unknown): void
  /** Something has gone wrong at the other end or on the way; there may be messages all the same. */
  fault(cause: unknown): void
  /** There will be no message any more. */
  end(cause: unknown): void
}

/** Posts a copy of the message: nothing is transferred, as bytes belong to whoever gave them. */
export function post(port: Port, message: ToServer | ToClient): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  port.postMessage(message)
}

/** What a port lets through of the capabilities of a backend. */
export function carriedBy(port: Port, capabilities: Capabilities): Capabilities {
  // A message that one of its receivers cannot read is lost there without an answer.
  const isBroadcast = typeof BroadcastChannel !== 'undefined' && port instanceof BroadcastChannel
  return isBroadcast ? { ...capabilities, clone: false } : capabilities
}

/** Listens until the returned function is called. A port that is paused is started. */
export function listen(port: Port, listener: PortListener): () => void {
  return 'addEventListener' in port ? listenToTarget(port, listener) : listenToEmitter(port, listener)
}

function listenToTarget(port: TargetPort, { message, fault, end }: PortListener): () => void {
  const listeners: Record<string, (event: Event) => void> = {
    message: (event) => message((event as MessageEvent).data),
    messageerror: () => fault(new Error('A message arrived that could not be read.')),
    close: () => end(undefined),
  }
  // The global of a worker has such an event, too, but of itself and not of the other end.
  if ('terminate' in port) listeners['error'] = (event) => fault(errorOf(event))
  for (const [type, listener] of Object.entries(listeners)) port.addEventListener(type, listener)
  if ('start' in port && typeof port.start === 'function') port.start()
  return () => {
    for (const [type, listener] of Object.entries(listeners)) port.removeEventListener(type, listener)
  }
}

function listenToEmitter(port: EmitterPort, { message, fault, end }: PortListener): () => void {
  const listeners: Record<string, (value: unknown) => void> = {
    message,
    messageerror: fault,
    // In Node, unlike in browsers, a worker does not survive an error.
    error: end,
    exit: (code) => end(new Error(`The worker has exited with code ${code}.`)),
    close: () => end(undefined),
  }
  for (const [type, listener] of Object.entries(listeners)) port.on(type, listener)
  return () => {
    for (const [type, listener] of Object.entries(listeners)) port.off(type, listener)
  }
}

/** The `error` event of a worker has no error, only its text; that of a script that did not load has neither. */
function errorOf(event: Event): Error {
  const text = 'message' in event && typeof event.message === 'string' ? event.message : ''
  return new Error(text === '' ? 'The script of the worker did not load.' : text)
}
