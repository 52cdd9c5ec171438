import { randomBytes } from 'node:crypto';
import type { Asking } from '../postgres/asking.js';
import { dayOf } from './quarantine.js';
import type { MasterKey } from './wrapping.js';

/** The keys of days (`vault.dated_keys`), under which what waits in quarantine is sealed. */
export class DatedKeys {
  /** The keys of the days messages came lately: they change once, when they are destroyed. */
  private readonly known = new Map<string, Buffer>();

  constructor(
    private readonly asking: Asking,
    private readonly master: MasterKey,
  ) {}

  /** The key of a day that messages are added to. Throws where it is destroyed. */
  async toKeep(day: string): Promise<Buffer> {
    const known = this.known.get(day);
    if (known !== undefined) return known;
    await this.asking.ask((on) =>
      on.query('insert into vault.dated_keys (day, wrapped) values ($1, $2) on conflict (day) do nothing', [
        day,
        this.master.wrap(randomBytes(32), `quarantine ${day}`),
      ]),
    );
    const key = await this.of(day);
    if (key === null) throw new Error(`the quarantine of ${day} was destroyed: nothing can be added to it`);
    // Only days that nobody will destroy soon are remembered: another process may be the one that does.
    if (day === dayOf(Date.now())) {
      this.known.clear();
      this.known.set(day, key);
    }
    return key;
  }

  /** The key of a day; null where it is destroyed, or was never made. */
  async of(day: string): Promise<Buffer | null> {
    return (await this.ofAll([day])).get(day) ?? null;
  }

  /** The keys of days; those that are destroyed, or were never made, are left out. */
  async ofAll(days: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const keys = new Map<string, Buffer>();
    if (days.length === 0) return keys;
    const { rows } = await this.asking.ask((on) =>
      on.query<{ day: string; wrapped: Buffer }>(
        'select day::text as day, wrapped from vault.dated_keys where day = any($1::date[]) and wrapped is not null',
        [days],
      ),
    );
    for (const { day, wrapped } of rows)
      keys.set(day, this.master.unwrap(wrapped, `quarantine ${day}`, `the key of the quarantine of ${day}`));
    return keys;
  }

  /** Destroys the keys of all days before one. */
  async destroyBefore(before: string): Promise<void> {
    await this.asking.ask((on) =>
      on.query(
        `update vault.dated_keys set wrapped = null, destroyed_at = clock_timestamp()
         where day < $1 and wrapped is not null`,
        [before],
      ),
    );
    for (const day of this.known.keys()) if (day < before) this.known.delete(day);
  }
}
