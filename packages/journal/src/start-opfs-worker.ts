/**
 * Starts the helper worker by its address, in the form that bundlers look for. This file lies beside the worker's
 * in `src` as in `dist`, and the address is that of the built file: from sources, Vite takes the `.ts` for it.
 */
export function startOpfsWorker(): Worker {
  return new Worker(new URL('./opfs-worker.js', import.meta.url), { type: 'module' })
}
