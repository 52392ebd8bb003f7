import { defineConfig } from 'vite'
import { cities } from './cities-plugin.ts'

export default defineConfig({
  plugins: [cities()],
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
  build: {
    target: 'es2023',
    // Reading the cities takes longer than everything else, which is nothing to warn of.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
})
