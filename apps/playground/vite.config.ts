import { join } from 'node:path'
import { defineConfig } from 'vite'
import { cities } from './cities-plugin.ts'

export default defineConfig({
  plugins: [cities()],
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    rolldownOptions: {
      input: ['index', 'lab', 'participant'].map((page) => join(import.meta.dirname, `${page}.html`)),
      // Reading the cities takes longer than everything else, which is nothing to warn of.
      checks: { bundlerTimings: false },
    },
  },
})
