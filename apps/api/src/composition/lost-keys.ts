import type { Pool } from 'pg';
import type { Envelope, EventLog, RecordedEvent } from '#kernel';
import { StartFailure } from '#platform';

/** How many events are looked at from the log's beginning: among the first are those of whoever set it up. */
const LOOKED_AT = 200;

/**
 * Throws StartFailure (`vault.no-keys`) where the log holds sealed fields and the vault not a single key: it was copied
 * without them. Whose keys were destroyed keep their rows, so a vault without any never had one. Asks the vault for one
 * row; only where there is none, it looks at the first events of the log and the last.
 */
export async function refuseLostKeys(pool: Pool, log: EventLog): Promise<void> {
  const { rowCount } = await pool.query('SELECT FROM vault.data_keys LIMIT 1');
  if (rowCount !== 0) return;
  const { position } = await log.head();
  if (position === 0) return;
  const [{ events }, last] = await Promise.all([log.readAll({ after: 0, limit: LOOKED_AT }), log.readAt([position])]);
  if (![...events, ...last].some(isSealed)) return;
  throw new StartFailure(
    'vault.no-keys',
    'The log holds sealed personal fields, but the vault has no key at all (vault.data_keys is empty): the log was copied without its keys. Copy that table from the database the log came from, or bring all of it into an empty installation (throughline backup and restore, or throughline export events --keys and import --events --keys); nothing was recorded.',
    2,
  );
}

function isSealed({ text }: RecordedEvent): boolean {
  const { sealed = [] } = JSON.parse(text) as Envelope;
  return sealed.length > 0;
}
