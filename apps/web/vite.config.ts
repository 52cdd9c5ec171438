import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The backend that the development server passes /api on to. */
const backend = process.env['THROUGHLINE_API'] ?? 'http://127.0.0.1:4400';

// What is built is for production, whatever the environment of whoever builds says.
if (process.argv.includes('build')) process.env['NODE_ENV'] = 'production';

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  css: { postcss: here('.') },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    // An inlined asset would need a policy that allows data: everywhere.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { port: 5173, proxy: { '/api': { target: backend }, '/v1': { target: backend } } },
});
