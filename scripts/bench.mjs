import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import { run } from './run.mjs';

/** `npm run bench -- NAME [options]` runs bench/NAME.bench.ts, built. */
const name = process.argv[2];
if (!name || !existsSync(join(root, 'bench', `${name}.bench.ts`))) {
  const names = readdirSync(join(root, 'bench'))
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length));
  process.stderr.write(`Usage: npm run bench -- NAME\nNAME is one of: ${names.sort().join(', ')}\n`);
  process.exit(2);
}
await run(`dist/bench/${name}.bench.js`);
