import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import { run } from './run.mjs';

/** `npm run bench -- NAME [options]` runs bench/NAME.bench.ts, built; what runs in the projector's thread, with its room. */
const name = process.argv[2];
if (!name || !existsSync(join(root, 'bench', `${name}.bench.ts`))) {
  const names = readdirSync(join(root, 'bench'))
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length));
  process.stderr.write(`Usage: npm run bench -- NAME\nNAME is one of: ${names.sort().join(', ')}\n`);
  process.exit(2);
}
// What dies young has as much room in the projector's thread: `YOUNG_MB` there counts three such spaces.
const ROOM = '--max-semi-space-size=32';
if (['rebuild', 'memory', 'identity', 'duplicates', 'kpi'].includes(name) && !process.execArgv.includes(ROOM)) {
  const { status } = spawnSync(process.execPath, [ROOM, ...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
await run(`dist/bench/${name}.bench.js`);
