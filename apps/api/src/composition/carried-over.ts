import type { Pool } from 'pg';
import { StartFailure } from '#platform';

/** How far the events of another installation are carried over into this one, which was empty before. */
export interface CarriedOver {
  /** Of the file of events: another one does not go on where this one ended. */
  readonly sha256: string;
  /** The log they come from. */
  readonly from: string;
  /** Whether the keys are in. */
  readonly keys: boolean;
  /** Lines of events that are in. */
  readonly lines: number;
  /** Everything is in. */
  readonly done: boolean;
}

type Asked = Pick<Pool, 'query'>;

const FACT = 'events-carried-over';

/** What was carried over, or is being; undefined where nothing ever was. */
export async function carriedOver(on: Asked): Promise<CarriedOver | undefined> {
  const { rows } = await on.query<{ value: string }>('SELECT value FROM throughline_meta.fact WHERE name = $1', [FACT]);
  return rows[0] === undefined ? undefined : (JSON.parse(rows[0].value) as CarriedOver);
}

/** Notes how far it is: in the transaction that brought it there. */
export async function noteCarriedOver(on: Asked, state: CarriedOver): Promise<void> {
  await on.query(
    `INSERT INTO throughline_meta.fact (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [FACT, JSON.stringify(state)],
  );
}

/** Forgets that anything was carried over. */
export async function forgetCarriedOver(on: Asked): Promise<void> {
  await on.query('DELETE FROM throughline_meta.fact WHERE name = $1', [FACT]);
}

/** Throws where only a part of another installation's events is here: nothing may be added to half of a log. */
export async function refuseHalfCarried(pool: Pool): Promise<void> {
  const state = await carriedOver(pool);
  if (state === undefined || state.done) return;
  throw new StartFailure(
    'import.unfinished',
    `An import of events stopped half way (${state.lines} are in): run the same  throughline import … --events  again, it goes on from there; nothing was changed.`,
  );
}
