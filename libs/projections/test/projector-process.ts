import { PostgresEventLog, PostgresVault } from '#event-log';
import { laneOfEvent, LogTailFeed, readRelayRow, type KafkaSettings } from '#feed';
import { KafkaFeed, kafkaClient } from '#feed/kafka';
import { catalogue } from '#journey';
import { createLogger, createPool } from '#platform';
import { models, ProjectionEngine } from '../src/index.js';

/**
 * A process that follows the log of a database with every read model, until it is killed: `URL MASTER-KEY-HEX`, and the
 * settings of Kafka as JSON where it reads a topic.
 */
const [url, masterKey, kafka] = process.argv.slice(2);
const log = await PostgresEventLog.open({ url: url! });
const vault = await PostgresVault.open({ url: url!, masterKey: Buffer.from(masterKey!, 'hex') });
const pool = createPool({ url: url!, name: 'projector', max: 16, pipeline: true });
const engine = new ProjectionEngine({
  pool,
  log,
  vault,
  feed: kafka === undefined ? new LogTailFeed(log) : feedOn(JSON.parse(kafka) as KafkaSettings),
  catalogue,
  models,
  laneOf: laneOfEvent,
  batchSize: 40,
});
await engine.start();
process.stdout.write('following\n');

function feedOn(settings: KafkaSettings): KafkaFeed {
  const { topic } = settings;
  return new KafkaFeed({
    kafka: kafkaClient(settings, createLogger({ level: 'silent' })),
    topic,
    name: 'all',
    log,
    truth: () => readRelayRow(pool, topic),
    trouble: (error) => process.stderr.write(`${String(error)}\n`),
  });
}
