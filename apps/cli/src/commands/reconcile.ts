import { reconcileRelayRows } from '#feed';
import { readConfiguration } from '#platform';
import type { ExitCode } from '../failure.js';
import type { Context } from '../context.js';
import { refuseOthers, refuseRunning } from '../others.js';

/**
 * Builds anew whatever does not belong to the log as it is, and lets reactions go on with it. What Kafka holds of the
 * log's earlier state is not believed any more.
 */
export async function reconcile({ open, output, environment }: Context): Promise<ExitCode> {
  const configuration = readConfiguration(environment);
  const { databaseUrl } = configuration;
  await refuseRunning(configuration, 'stop it, then run  throughline reconcile');
  if (databaseUrl !== undefined) await refuseOthers(databaseUrl, 'run  throughline reconcile');
  const installation = await open();
  const bar = output.progress('Building anew', null, 'events');
  const { projections, reactions } = installation.projector({
    rebuilding: (_models, { done, of }) => bar.at(done, of > 0 ? of : null),
  });
  const rebuilt = await projections.reconcile();
  await projections.stop();
  bar.clear();
  if (rebuilt.length > 0) await reactions.reconcile();
  const feeds = await reconcileRelayRows(installation.pool, installation.log);
  output.result({ rebuilt, feeds }, [
    rebuilt.length === 0
      ? 'Nothing to mend: every read model belongs to this log.'
      : `Built anew from this log: ${rebuilt.join(', ')}. Reactions go on where the two logs part.`,
    ...(feeds.length === 0 ? [] : [`Published from the end of this log on: ${feeds.join(', ')}.`]),
  ]);
  return 0;
}
