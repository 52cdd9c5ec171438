import { differing, LedgerCount } from '#projections';
import { ledger, QueryEngine } from '#queries';
import { composeProjector } from '../../apps/api/src/composition/projector.js';
import { createLogger } from '#platform';
import { SOURCE, type Installation } from './installation.js';
import type { Told } from './load.js';

/** What was found wrong. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

interface Row {
  readonly position: string;
  readonly type: string;
  readonly message: string;
}

/** The messages of the load that the log holds, looked at as it grows. */
export class InTheLog {
  private readonly seen = new Map<string, number>();
  private to = 0;

  constructor(private readonly installation: Installation) {}

  /** Every acknowledged message is in the log once, no other twice, and no position is empty. Throws Broken. */
  async check({ acknowledged, quarantined }: Told, head: number): Promise<void> {
    if (quarantined > 0) throw new Broken(`${quarantined} messages that are in order were put aside in quarantine`);
    const { rows } = await this.installation.store.pool.query<Row>(
      `SELECT position, type, envelope -> 'source' ->> 'messageId' AS message FROM log.events
       WHERE position > $1 AND envelope -> 'source' ->> 'name' = $2 ORDER BY position`,
      [this.to, SOURCE],
    );
    for (const { position, type, message } of rows) {
      const before = this.seen.get(message);
      if (before !== undefined)
        throw new Broken(`message ${message} is in the log twice: ${type} at ${before} and ${position}`);
      this.seen.set(message, Number(position));
    }
    const missing = [...acknowledged].filter((id) => !this.seen.has(id));
    if (missing.length > 0)
      throw new Broken(
        `${missing.length} of ${acknowledged.size} acknowledged messages are not in the log: ${some(missing)}`,
      );
    await this.checkPositions(head);
    this.to = head;
  }

  private async checkPositions(head: number): Promise<void> {
    const { rows } = await this.installation.store.pool.query<{ events: string; ids: string }>(
      `SELECT (SELECT count(*) FROM log.events WHERE position > $1) AS events,
              (SELECT count(*) FROM log.ids WHERE position > $1) AS ids`,
      [this.to],
    );
    const { events, ids } = rows[0]!;
    if (Number(events) !== head - this.to || Number(ids) !== head - this.to)
      throw new Broken(`from ${this.to} to ${head} the log has ${events} events and ${ids} ids`);
  }
}

/** Every read model is row for row what the log says, and none has stopped or parked anything. Throws Broken. */
export async function checkReadModels({ store, readModels }: Installation): Promise<void> {
  const status = await readModels.status();
  for (const { name, halted, deadLetters } of status) {
    if (halted !== null) throw new Broken(`read model ${name} stopped: ${halted}`);
    if (deadLetters > 0) throw new Broken(`read model ${name} has parked ${deadLetters} events`);
  }
  const projector = composeProjector(store, createLogger({ level: 'fatal' }));
  const { projections } = projector;
  try {
    const names = projections.definitions.map(({ name }) => name);
    const rebuilt = await projections.digestRebuilt(names, 'all');
    const wrong: string[] = [];
    for (const name of names)
      for (const table of differing(await projections.digest(name, 'all'), rebuilt.get(name)!))
        wrong.push(`${name}.${table}`);
    if (wrong.length > 0) throw new Broken(`read models are not what a rebuild makes of the log: ${wrong.join(', ')}`);
  } finally {
    await projector.stop();
  }
}

/** What came in adds up, by source and day, as `throughline ledger` says. Throws Broken. */
export async function checkLedger({ store, readModels }: Installation): Promise<void> {
  const { pool, log, vault } = store;
  await new LedgerCount({ pool, log, readModels }).count(60_000);
  const { answer } = await new QueryEngine({ pool, log, vault, readModels, zone: 'UTC' }).ask(ledger, {});
  const off = answer.items.filter(({ state }) => state !== 'even');
  if (off.length > 0) throw new Broken(`the ledger does not add up: ${JSON.stringify(off)}`);
}

/** No program ended that nobody had killed. Throws Broken. */
export function checkAlive({ programs, postgres }: Installation): void {
  for (const { name, died, pid } of programs) {
    if (died !== null) throw new Broken(died);
    if (pid === null) throw new Broken(`${name} does not run`);
  }
  if (postgres.state !== 'running') throw new Broken(`PostgreSQL is ${postgres.state}`);
}

function some(ids: readonly string[]): string {
  return `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
}
