import type { DeadLetter } from '#projections';
import { failure, type ExitCode } from '../failure.js';
import type { Context } from '../context.js';
import { askEngine, namesOf } from './rebuild.js';

/** Shows events that read models could not read. Exit code 1 where there are any that still wait. */
export async function deadLetters({ look, output }: Context, [projection]: readonly string[]): Promise<ExitCode> {
  const installation = await look();
  const names = await namesOf(installation, projection);
  const parked: DeadLetter[] = [];
  for (const name of names) parked.push(...(await installation.readModels.deadLetters(name, 1_000)));
  const waiting = parked.filter(({ mendedAt }) => mendedAt === null);
  output.result(
    { deadLetters: parked },
    waiting.length === 0
      ? ['No event is parked.']
      : output.table(waiting, [
          { title: 'READ MODEL', value: (row) => row.projection },
          { title: 'POSITION', value: (row) => row.position, right: true },
          { title: 'EVENT', value: (row) => `${row.eventType} ${row.eventId}` },
          { title: 'SINCE', value: (row) => new Date(row.parkedAt).toISOString() },
          { title: 'WHY', value: (row) => row.error },
        ]),
  );
  return waiting.length === 0 ? 0 : 1;
}

/** Reads a read model's parked events again. */
export async function retryDeadLetters(context: Context, [projection]: readonly string[]): Promise<ExitCode> {
  const installation = await context.open();
  await namesOf(installation, projection);
  await askEngine(context, installation, 'retry', [projection!]);
  const left = (await installation.readModels.deadLetters(projection!, 1_000)).filter((one) => one.mendedAt === null);
  if (left.length > 0)
    throw failure(
      'dead-letters.left',
      `${left.length} events of ${projection} are still parked: mend what  throughline dead-letters ${projection}  says, then try again.`,
    );
  context.output.result({ projection, deadLetters: 0 }, [`Every event of ${projection} was read.`]);
  return 0;
}
