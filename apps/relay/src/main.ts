import { kafkaSettings } from '#feed';
import { kafkaClient, Relay } from '#feed/kafka';
import { boot, runMain, StartFailure } from '#platform';
import { withStore } from '../../api/src/composition/program.js';
import { createOperationServer } from '../../api/src/operation/operation-server.js';
import { listen } from '../../api/src/serve.js';
import { measureRelay, watchProgress, watchRelay } from './watching.js';

const program = {
  name: 'throughline-relay',
  description: 'Follows the log and publishes it to Kafka. Answers health and metrics over HTTP.',
  listens: true,
};

await runMain(() =>
  boot(program, async (booted) => {
    const settings = kafkaSettings(booted.configuration);
    if (settings === null)
      throw new StartFailure(
        'kafka.absent',
        'KAFKA_BROKERS is not set: name the brokers to publish to, such as kafka-1.internal:9092. Without Kafka no relay is needed.',
        2,
      );
    const { store, logger, health, metrics, tracing, shutdown, configuration } = await withStore(booted, 'relay');
    const { pool, log } = store;
    const { topic } = settings;
    const relay = new Relay({
      pool,
      log,
      kafka: kafkaClient(settings, logger),
      settings,
      from: configuration.relayFrom,
      logger,
      tracing,
      told: {
        ...measureRelay(metrics),
        stopped: (error) => {
          logger.fatal(error.message);
          void shutdown.run('the relay stopped', 1);
        },
      },
    });
    await relay.start();
    shutdown.add('drain', 'relay', () => relay.stop());
    watchRelay(health, relay);
    watchProgress(metrics, relay, { pool, log, topic });
    const address = await listen(await createOperationServer(booted), configuration, shutdown);
    health.started();
    logger.info({ address, topic }, `Throughline relay follows the log; health at ${address}/health/ready`);
  }),
);
