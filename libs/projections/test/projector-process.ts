import { Pool } from 'pg';
import { PostgresEventLog, PostgresVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import { catalogue } from '#journey';
import { models, ProjectionEngine } from '../src/index.js';

/** A process that follows the log of a database with every read model, until it is killed: `URL MASTER-KEY-HEX`. */
const [url, masterKey] = process.argv.slice(2);
const log = await PostgresEventLog.open({ url: url! });
const vault = await PostgresVault.open({ url: url!, masterKey: Buffer.from(masterKey!, 'hex') });
const pool = new Pool({ connectionString: url!, max: 16, pipeline: true });
const engine = new ProjectionEngine({
  pool,
  log,
  vault,
  feed: new LogTailFeed(log),
  catalogue,
  models,
  laneOf: laneOfEvent,
  batchSize: 40,
});
await engine.start();
process.stdout.write('following\n');
