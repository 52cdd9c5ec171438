import { Pool } from 'pg';
import { PostgresEventLog } from '#event-log';
import { createLogger } from '#platform';
import type { KafkaSettings } from '../src/index.js';
import { kafkaClient, Relay } from '../src/kafka/index.js';

/** A relay that runs until it is killed: `URL SETTINGS`. Says its state whenever that is another one. */
const [url, given] = process.argv.slice(2);
const settings = JSON.parse(given!) as KafkaSettings;
const logger = createLogger({ level: 'silent' });
const log = await PostgresEventLog.open({ url: url!, onTrouble: () => undefined });
const pool = new Pool({ connectionString: url!, max: 4 });
pool.on('error', () => undefined);
const relay = new Relay({
  pool,
  log,
  settings,
  kafka: kafkaClient(settings, logger),
  from: 'start',
  logger,
  told: { published: () => undefined, stopped: () => process.exit(1) },
  leaseMs: 2_000,
});
await relay.start();
let said = '';
setInterval(() => {
  const { status } = relay.state();
  if (status !== said) process.stdout.write(`${(said = status)}\n`);
}, 20);
process.once('SIGTERM', () => {
  void relay.stop().then(() => process.exit(0));
});
