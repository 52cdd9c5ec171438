import { fillLog } from './filled-log.js';
import { benchServer, option, report, say } from './harness.js';

/**
 * The most memory this process ever held (resident, in MB): first while it records touches, then while it builds all
 * read models from them. Less is better: the ratio is value / limit.
 */
const TOUCHES = option('touches', 1_000_000);
const LIMIT_MB = 512;

const peak = (): number => process.resourceUsage().maxRSS / 1024;

const server = await benchServer();
try {
  const start = peak();
  const filled = await fillLog(server, TOUCHES);
  const ingesting = peak();
  say(`${TOUCHES} touches recorded: ${Math.round(ingesting)} MB at most`);
  await filled.engine.rebuild(filled.engine.definitions.map((definition) => definition.name));
  const rebuilding = peak();
  say(`all read models built: ${Math.round(rebuilding)} MB at most`);
  await filled.close();
  report({
    bench: 'memory',
    value: rebuilding,
    limit: LIMIT_MB,
    ratio: rebuilding / LIMIT_MB,
    unit: 'MB',
    goal: '<= 1',
    start,
    ingesting,
    rebuilding,
    touches: TOUCHES,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
