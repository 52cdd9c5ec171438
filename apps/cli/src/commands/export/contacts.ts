import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { connectClient } from '#platform';
import { IDENTIFIER_KINDS } from '#kernel';
import { failure, type ExitCode } from '../../failure.js';
import { anybodyFollows } from '../../../../api/src/composition/history-admission.js';
import { openTarget } from '../../output/target.js';
import type { Installation } from '../../installation.js';
import type { Context } from '../../context.js';

/**
 * What a spreadsheet would take for a formula (OWASP, CSV injection) gets an apostrophe in front, which it reads as
 * "this is text". Numbers, and phone numbers with their plus, are left as they are.
 */
const text = (value: string): string =>
  `CASE WHEN ${value} ~ E'^[-=+@\\t\\r\\n]' AND ${value} !~ '^[-+]?[0-9]+([.,][0-9]+)?$' THEN '''' || ${value} ELSE ${value} END`;

const time = (value: string): string => `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** From strongest to weakest, as the list of contacts names those who stated no name. */
const STRENGTH = `ARRAY[${IDENTIFIER_KINDS.map((kind) => `'${kind}'`).join(', ')}]`;

/** Column by column: its name, and what it holds. */
const COLUMNS: readonly (readonly [name: string, value: string])[] = [
  ['contact', 'c.contact'],
  ['name', text('coalesce(c.name, CASE WHEN coalesce(c.email, who.email) IS NULL THEN who.strongest END)')],
  ['email', text('coalesce(c.email, who.email)')],
  ['company', text('c.company')],
  ['user_ids', text('who.user_ids')],
  ['emails', text('who.emails')],
  ['phones', text('who.phones')],
  ['external_ids', text('who.external_ids')],
  ['anonymous_ids', 'who.anonymous_ids'],
  ['touches', 'c.touches'],
  ['first_at', time('c.first_at')],
  ['last_at', time('c.last_at')],
  ['first_channel', text('c.first_channel')],
  ['first_campaign', text('c.first_campaign')],
  ['last_channel', text('c.last_channel')],
  ['last_kind', text('c.last_kind')],
];

const each = (kind: string, value = 'n.value'): string =>
  `string_agg(${value}, '; ' ORDER BY n.position, n.node) FILTER (WHERE n.kind = '${kind}' AND n.value IS NOT NULL)`;

const CONTACTS = `
  COPY (
    SELECT ${COLUMNS.map(([name, value]) => `${value} AS ${name}`).join(',\n           ')}
    FROM read.contacts_contact c
    LEFT JOIN LATERAL (
      SELECT ${each('user')} AS user_ids,
             ${each('email')} AS emails,
             ${each('phone')} AS phones,
             ${each('external', `coalesce(n.namespace || ':', '') || n.value`)} AS external_ids,
             count(*) FILTER (WHERE n.kind = 'anonymous') AS anonymous_ids,
             (array_agg(n.value ORDER BY n.position, n.node) FILTER (WHERE n.kind = 'email' AND n.value IS NOT NULL))[1] AS email,
             (array_agg(n.value ORDER BY array_position(${STRENGTH}, n.kind), n.position, n.node)
               FILTER (WHERE n.value IS NOT NULL))[1] AS strongest
      FROM read.identity_map m
      JOIN read.identity_node n ON n.node = m.node
      WHERE m.contact = c.contact AND m.until_position IS NULL
    ) who ON true
    ORDER BY c.contact
  ) TO STDOUT (FORMAT csv, HEADER)`;

const PATIENCE_MS = 600_000;

/** Waits for whoever follows the log; throws where nobody does and the contacts are behind it. */
async function refuseBehind({ pool, readModels, log, running }: Installation): Promise<void> {
  const followed = running !== undefined || (await anybodyFollows(pool));
  const { position: head } = await log.head();
  if (await readModels.waitFor(['identity', 'contacts'], head, followed ? PATIENCE_MS : 0)) return;
  throw followed
    ? failure('contacts.behind', 'The contacts stay behind the log: see  throughline projections, then try again.')
    : failure(
        'contacts.behind',
        'The contacts are behind the log, and nothing follows it: run  throughline start, then try again.',
      );
}

/** Writes every contact as it is now, with who it is, as CSV (RFC 4180, UTF-8, times in UTC). */
export async function exportContacts(
  context: Context,
  _args: readonly string[],
  options: { readonly out?: string; readonly force?: boolean },
): Promise<ExitCode> {
  const installation = await context.look();
  await refuseBehind(installation);
  const target = await openTarget(options.out, options.force === true, context.output.out);
  context.finally(() => target.abandon());
  const bar = context.output.progress('Exporting', null, 'bytes');
  const client = await connectClient(installation.url, 'export');
  let bytes = 0;
  let rows = -1;
  try {
    const copy = client.query(copyTo(CONTACTS));
    const counting = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        bar.at(bytes);
        target.write(chunk).then(() => done(), done);
      },
    });
    await pipeline(copy, counting);
    rows = copy.rowCount;
  } finally {
    await client.end().catch(() => undefined);
  }
  await target.finish();
  bar.done(bytes);
  if (options.out !== undefined)
    context.output.result({ contacts: rows, file: options.out }, [`${rows} contacts are in ${options.out}.`]);
  return 0;
}
