import { run } from './run.mjs';

await run('dist/apps/standalone/src/main.js', { web: true });
