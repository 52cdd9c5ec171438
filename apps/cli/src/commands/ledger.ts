import { LedgerCount } from '#projections';
import { ledger, QueryEngine } from '#queries';
import type { ExitCode } from '../failure.js';
import type { Context } from '../context.js';

const COUNT_MS = 600_000;

/** Shows what came in by source and day, and whether it adds up. Exit code 1 where it does not. */
export async function showLedger(
  { look, output }: Context,
  _args: readonly string[],
  options: { readonly from?: string; readonly to?: string; readonly source?: string },
): Promise<ExitCode> {
  const { pool, log, vault, readModels, configuration, touches } = await look();
  const { zone } = configuration;
  await new LedgerCount({ pool, log, readModels, touches }).count(COUNT_MS);
  const { from, to, source } = options;
  const { answer } = await new QueryEngine({ pool, log, vault, readModels, zone }).ask(ledger, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(source === undefined ? {} : { source }),
  });
  output.result(
    { ledger: answer.items, off: answer.off },
    answer.items.length === 0
      ? ['Nothing came in.']
      : output.table(answer.items, [
          { title: 'DAY', value: (row) => row.day },
          { title: 'SOURCE', value: (row) => (row.import === null ? row.source : `${row.source} (${row.import})`) },
          { title: 'RECEIVED', value: (row) => row.received, right: true },
          { title: 'RECORDED', value: (row) => row.recorded, right: true },
          { title: 'DUPLICATE', value: (row) => row.duplicates, right: true },
          { title: 'QUARANTINED', value: (row) => row.quarantined, right: true },
          { title: 'IN LOG', value: (row) => row.inLog, right: true },
          { title: 'PROJECTED', value: (row) => row.projected, right: true },
          { title: 'STATE', value: (row) => row.state },
        ]),
  );
  return answer.off === 0 ? 0 : 1;
}
