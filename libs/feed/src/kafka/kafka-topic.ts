import kafkajs, { type Admin, type Kafka, type KafkaJSAggregateError } from 'kafkajs';
import { StartFailure, type Logger } from '#platform';
import type { KafkaSettings } from './kafka-settings.js';

const DAY_MS = 86_400_000;

/**
 * Makes the topic where it is not there, and compares it with the settings where it is. Throws StartFailure
 * (`kafka.partitions`) where it has another number of partitions, and an Error that names the setting where the brokers
 * do not make it, which brokers that are yet to come up may mend; of what else differs a warning is logged.
 */
export async function ensureTopic(kafka: Kafka, settings: KafkaSettings, logger: Logger): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const there = (await admin.listTopics()).includes(settings.topic);
    if (!there && (await create(admin, settings)))
      logger.info({ topic: settings.topic, partitions: settings.partitions }, 'Made the topic');
    else await compare(admin, settings, logger);
  } finally {
    await admin.disconnect();
  }
}

/** False where somebody else made it meanwhile. */
async function create(admin: Admin, settings: KafkaSettings): Promise<boolean> {
  const { topic, partitions, replication } = settings;
  try {
    return await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          numPartitions: partitions,
          replicationFactor: replication ?? -1,
          configEntries: [...wanted(settings)].map(([name, value]) => ({ name, value })),
        },
      ],
    });
  } catch (error) {
    if (error instanceof kafkajs.KafkaJSAggregateError) throw await notMade(admin, settings, error);
    throw error;
  }
}

/** The client says only that there were errors; each has a type. */
async function notMade(
  admin: Admin,
  { topic, replication }: KafkaSettings,
  error: KafkaJSAggregateError,
): Promise<Error> {
  const [first] = error.errors;
  const type = first instanceof kafkajs.KafkaJSProtocolError ? first.type : '';
  if (type === 'INVALID_REPLICATION_FACTOR') {
    const { brokers } = await admin.describeCluster();
    const asked = replication === null ? 'as many copies as the brokers are configured for' : `${replication} copies`;
    return new Error(
      `the topic ${topic} cannot be made with ${asked}, there are ${brokers.length} brokers: start more, or set THROUGHLINE_KAFKA_REPLICATION to at most ${brokers.length}`,
      { cause: error },
    );
  }
  const names = 'THROUGHLINE_KAFKA_TOPIC, THROUGHLINE_KAFKA_PARTITIONS and THROUGHLINE_KAFKA_MIN_IN_SYNC';
  return new Error(
    `the topic ${topic} cannot be made (${first instanceof Error ? first.message : error.message}): see ${names}, or make it with Kafka's own tools`,
    { cause: error },
  );
}

function wanted({ minInSync, retentionDays }: KafkaSettings): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', 'delete'],
    ['retention.ms', String(retentionDays * DAY_MS)],
    ['message.timestamp.type', 'CreateTime'],
    ...(minInSync === null ? [] : [['min.insync.replicas', String(minInSync)] as const]),
  ]);
}

async function compare(admin: Admin, settings: KafkaSettings, logger: Logger): Promise<void> {
  const { topic, partitions, replication } = settings;
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const found = topics[0]!.partitions;
  if (found.length !== partitions) throw otherPartitions(topic, found.length, partitions);
  const copies = found[0]!.replicas.length;
  if (replication !== null && copies !== replication)
    warn(logger, topic, 'replicas', String(copies), String(replication));
  const names = [...wanted(settings).keys()];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: names }],
  });
  const entries = new Map(resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]));
  for (const [name, value] of wanted(settings)) {
    const is = entries.get(name);
    if (is !== undefined && is !== value) warn(logger, topic, name, is, value);
  }
}

function warn(logger: Logger, topic: string, what: string, is: string, setting: string): void {
  logger.warn({ topic, what, is, setting }, 'The topic is not as the settings say; it is left as it is');
}

/** Which partition a lane is in depends on their number: consumers would look for records where they are not. */
function otherPartitions(topic: string, has: number, setting: number): StartFailure {
  return new StartFailure(
    'kafka.partitions',
    `The topic ${topic} has ${has} partitions, THROUGHLINE_KAFKA_PARTITIONS says ${setting}: set it to ${has}, or move to a new topic by setting THROUGHLINE_KAFKA_TOPIC to another name for the relay and all projectors; ${topic} can be deleted once every projector follows the new one.`,
    2,
  );
}
