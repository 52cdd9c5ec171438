import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { failure, type ExitCode } from '../../failure.js';
import { openTarget } from '../../output/target.js';
import type { Installation } from '../../installation.js';
import type { Context } from '../../context.js';

const CONTACTS = `
  COPY (
    SELECT contact, name, email, company, touches,
           to_char(first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS first_at,
           to_char(last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS last_at,
           first_channel, first_campaign, last_channel, last_kind
    FROM read.contacts_contact
    ORDER BY contact
  ) TO STDOUT (FORMAT csv, HEADER)`;

const PATIENCE_MS = 600_000;

/** Waits for whoever follows the log; throws where nobody does and the contacts are behind it. */
async function refuseBehind({ pool, readModels, log, running }: Installation): Promise<void> {
  const { rows } = await pool.query<{ followed: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'throughline projector'
     ) AS followed`,
  );
  const followed = running !== undefined || rows[0]!.followed;
  const { position: head } = await log.head();
  if (await readModels.waitFor(['identity', 'contacts'], head, followed ? PATIENCE_MS : 0)) return;
  throw followed
    ? failure('contacts.behind', 'The contacts stay behind the log: see  throughline projections, then try again.')
    : failure(
        'contacts.behind',
        'The contacts are behind the log, and nothing follows it: run  throughline start, then try again.',
      );
}

/** Writes every contact as it is now, as CSV (RFC 4180, UTF-8, times in UTC). */
export async function exportContacts(
  context: Context,
  _args: readonly string[],
  options: { readonly out?: string; readonly force?: boolean },
): Promise<ExitCode> {
  const installation = await context.look();
  await refuseBehind(installation);
  const { pool } = installation;
  const target = await openTarget(options.out, options.force === true, context.output.out);
  context.finally(() => target.abandon());
  const bar = context.output.progress('Exporting', null, 'bytes');
  const client = await pool.connect();
  let bytes = 0;
  let rows = -1;
  let failed = true;
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
    failed = false;
  } finally {
    client.release(failed);
  }
  await target.finish();
  bar.done(bytes);
  if (options.out !== undefined)
    context.output.result({ contacts: rows, file: options.out }, [`${rows} contacts are in ${options.out}.`]);
  return 0;
}
