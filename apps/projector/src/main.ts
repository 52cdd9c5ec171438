import { reactionStatus } from '#automation';
import { boot, runMain } from '#platform';
import { ReadModels } from '#projections';
import { withStore } from '../../api/src/composition/program.js';
import { startProjector } from '../../api/src/composition/projector.js';
import { runsFromArguments, runsOf } from '../../api/src/composition/runs.js';
import { watchFollowing, watchHealth, watchReactions, watchReadModels } from '../../api/src/composition/watching.js';
import { createOperationServer } from '../../api/src/operation/operation-server.js';
import { listen } from '../../api/src/serve.js';

const program = {
  name: 'throughline-projector',
  description:
    'Follows the log, writes read models, runs reactions. Answers health and metrics over HTTP. --projections NAME,NAME and --no-reactions: run a part.',
  listens: true,
};

await runMain(() =>
  boot({ ...program, ...runsFromArguments(process.argv.slice(2), process.env) }, async (booted) => {
    const runs = runsOf(booted.configuration);
    const { store, logger, health, metrics, tracing, shutdown, configuration } = await withStore(booted, 'projector');
    const projector = await startProjector(store, logger, { runs, tracing, zone: configuration.zone });
    shutdown.add('drain', 'projector', () => projector.stop());
    const readModels = new ReadModels(store.pool);
    watchHealth(health, store, readModels, runs.projections);
    watchReadModels(metrics, store, readModels);
    const reactions = () => reactionStatus(store.pool);
    watchReactions(metrics, store.log, reactions);
    watchFollowing(health, { log: store.log, readModels, reactions, runs });
    const address = await listen(await createOperationServer(booted), configuration, shutdown);
    health.started();
    const { projections } = runs;
    logger.info(
      { address, projections, reactions: runs.reactions },
      `Throughline projector follows the log; health at ${address}/health/ready`,
    );
  }),
);
