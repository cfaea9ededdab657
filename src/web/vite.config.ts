import { defineConfig } from 'vitest/config';

// `vite` serves the page and passes /api to a real server; `vite --mode mock` answers /api from
// the in-memory stand-in of dev/, which never becomes part of a build.
const server = process.env.TIMEWRIGHT_URL ?? 'http://127.0.0.1:8080';

export default defineConfig(async ({ mode }) => ({
  plugins: mode === 'mock' ? [(await import('./dev/mock-plugin.ts')).mockApi()] : [],
  build: {
    target: 'es2022',
    // Everything is a file of its own: the page runs under a policy without inline code or data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy:
      mode === 'mock'
        ? {}
        : // The server checks Origin on the WebSocket, so the proxy speaks in the server's own name.
          { '/api': { target: server, changeOrigin: true, ws: true, rewriteWsOrigin: true } },
  },
  preview: { host: '127.0.0.1', port: 4173 },
  test: {
    include: ['src/**/*.test.ts', 'dev/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/setup.ts'],
  },
}));
