import { once } from 'node:events';
import { decided, touch, touching } from '#kernel/contracts';
import { PostgresEventLog } from '../src/index.js';

/**
 * A process that appends: `URL MESSAGE [freeze]`. Says `ready`, waits for a line, appends the message as a touch and
 * prints its outcome. With `freeze` it decides about `deal-MESSAGE` instead, and stops itself while it holds the append
 * lock: deciding, the log asks for the time there.
 */
const [url, message, mode] = process.argv.slice(2);
let frozen = mode !== 'freeze';
const log = await PostgresEventLog.open({
  url: url!,
  onTrouble: () => undefined,
  clock: () => {
    if (!frozen) {
      frozen = true;
      process.kill(process.pid, 'SIGSTOP');
    }
    return Date.now();
  },
});
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const says = { message: message!, text: 'by another process' };
const stream = `deal-${message}`;
const [outcome] = await log.appendAll([
  mode === 'freeze' ? { stream, events: [decided(stream, says)], expected: 'none' } : touching(touch(says)),
]);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
await log.close();
process.exit(0);
