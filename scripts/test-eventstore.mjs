import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build.mjs';

/**
 * `npm run test:eventstore`: the contract and the faults of the event log on a real EventStoreDB server. The tests share
 * one server and read its end: they run one after the other.
 */
if (!process.env.EVENTSTORE_URL) {
  process.stderr.write(
    'Set EVENTSTORE_URL to an EventStoreDB server (24.6 or later) that may be written to, such as esdb://127.0.0.1:2113?tls=false\n',
  );
  process.exit(2);
}
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'jest'),
  ['--selectProjects', 'eventstore', '--runInBand', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
