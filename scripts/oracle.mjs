import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build.mjs';

/**
 * `npm run oracle`: every figure of the catalogue against what the simulator knows to have happened, for a company of
 * 100,000 touches; `ORACLE_TOUCHES` says another number.
 */
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'jest'),
  ['--selectProjects', 'int', '--runTestsByPath', 'libs/queries/src/kpis/oracle.int-spec.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ORACLE_TOUCHES: '100000', ...process.env } },
);
process.exit(status ?? 1);
