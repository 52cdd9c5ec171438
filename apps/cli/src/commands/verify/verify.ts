import { eventsWithin } from '#kernel';
import type { ExitCode } from '../../failure.js';
import { number } from '../../output/table.js';
import type { Context } from '../../context.js';
import { Findings } from './findings.js';
import { LogCheck, LOST_KEYS } from './log-check.js';
import { checkCheckpoints, compareReadModels } from './read-model-check.js';

const PAGE = 2_000;

/** Reads the whole log again and compares what is derived from it. Exit code 1 where anything is not as it must be. */
export async function verify(
  context: Context,
  _args: readonly string[],
  options: { readonly quick?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  const installation = await context.look();
  const { log, pool, vault, ids } = installation;
  const findings = new Findings();
  const check = new LogCheck({ pool, vault, ids, spacing: log.spacing }, findings);
  const { position: head } = await log.head();
  const bar = output.progress('Reading the log', eventsWithin(log, head), 'events');
  for (let after = 0; after < head;) {
    const page = await log.readAll({ after, until: head, limit: PAGE });
    if (page.events.length === 0) break;
    await check.page(page.events);
    after = page.scannedTo;
    bar.at(eventsWithin(log, after));
  }
  await check.finish(head);
  bar.done(check.looked.events);
  await checkCheckpoints(installation, findings);
  // Built anew without the lost keys, every read model would differ, and be worse than the one that is there.
  const lost = findings.of(LOST_KEYS) > 0;
  const compared =
    findings.of('checkpoints') > 0 || lost
      ? []
      : await compareReadModels(context, installation, options.quick === true, findings);
  const { events, sealedParts, erasedParts, lostParts, identifiers } = check.looked;
  const digests = compared.flatMap(({ name, live, now, rebuilt }) =>
    live.map(({ table, rows, hash }) => ({
      name: `${name}.${table}`,
      rows,
      hash,
      now: now.find((one) => one.table === table)?.hash ?? null,
      rebuilt: rebuilt?.find((one) => one.table === table)?.hash ?? null,
    })),
  );
  output.result(
    {
      clean: findings.total === 0,
      head,
      looked: check.looked,
      findings: findings.kept,
      found: findings.total,
      digests,
    },
    [
      `Log: ${number(events)} events up to position ${number(head)}, ${number(sealedParts)} sealed parts (${number(erasedParts)} erased, ${number(lostParts)} lost), ${number(identifiers)} identifiers.`,
      ...output.table(digests, [
        { title: 'TABLE', value: (row) => row.name },
        { title: 'ROWS', value: (row) => row.rows, right: true },
        { title: 'DIGEST', value: (row) => row.hash },
        { title: 'OF NOW', value: (row) => row.now ?? '' },
        {
          title: 'BUILT ANEW',
          value: (row) => (row.rebuilt === null ? 'not compared' : row.rebuilt === row.hash ? 'the same' : row.rebuilt),
        },
      ]),
      ...findings.lines(),
      ...(lost
        ? [
            'The read models hold what can be read of the lost: they were not compared. Keep them as they are until a backup that has the keys is restored.',
          ]
        : []),
      findings.total === 0 ? 'Everything is as it must be.' : `${number(findings.total)} findings.`,
    ],
  );
  return findings.total === 0 ? 0 : 1;
}
