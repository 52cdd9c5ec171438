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
    rolldownOptions: {
      output: {
        // Every file is fetched and unpacked by itself: what every screen needs comes in few, not in ninety.
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], test: /^(?!.*(src[\\/]main\.tsx|index\.html))/, priority: 4 },
            {
              name: 'parts',
              test: /src[\\/](shell[\\/](mark|page-title)|ui[\\/]button)\.tsx?|use-media-query/,
              priority: 3,
            },
            { name: 'frame', test: /src[\\/](shell[\\/]shell|ui[\\/](words|moment|channel-icon))\.tsx?/, priority: 2 },
            {
              name: 'list',
              test: /src[\\/](list[\\/]|ui[\\/](channel-filter|stage-words)|company[\\/]company-link)/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': { target: backend }, '/v1': { target: backend } } },
});
