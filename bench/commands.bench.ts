import type { Pool } from 'pg';
import { createPool } from '#platform';
import { bareInserts, type BareRow } from './bare.js';
import { benchServer, median, on, option, percentile, report, say, seconds } from './harness.js';
import { everySo, post, startApp } from './running-app.js';
import { signedIn, type Commanded, type SignedIn } from './signed-in.js';
import { benchIds } from './touches.js';
import { Watcher } from './visible.js';

/**
 * Deals (opened, moved, won) and handoffs (offered, accepted) over REST on the running program: by 64 callers at once, each
 * command with its Idempotency-Key and, of what is there already, If-Match. Limit: the events that came of it, one row a
 * transaction from 64 connections. The first round warms up and is not counted. Then a few a second, to see how long an
 * effect takes to be shown where nothing else is to be done.
 */
const DEALS = option('deals', 2_000);
const HANDOFFS = option('handoffs', 2_000);
const ROUNDS = option('rounds', 3);
const CALLERS = 64;
/** Commands a second, and for how many seconds, of the last part. */
const RATE = option('rate', 20);
const SECONDS = option('seconds', 10);

/** Milliseconds of commands, and until their effects are shown, by read model. */
class Times {
  readonly commands: number[] = [];
  private readonly watchers: Readonly<Record<'deals' | 'ownership', Watcher>>;

  constructor(pool: Pool) {
    this.watchers = { deals: new Watcher(pool, 'deals'), ownership: new Watcher(pool, 'ownership') };
  }

  async of(readModel: 'deals' | 'ownership', command: () => Promise<Commanded>): Promise<Commanded> {
    const since = performance.now();
    const commanded = await command();
    this.commands.push(performance.now() - since);
    this.watchers[readModel].expect(commanded.position, since);
    return commanded;
  }

  /** Waits until everything is shown. */
  async shown(): Promise<number[]> {
    const { deals, ownership } = this.watchers;
    await Promise.all([deals.stop(), ownership.stop()]);
    return [...deals.waits, ...ownership.waits];
  }
}

/** Opens a deal, moves it, wins it. */
async function deal(person: SignedIn, times: Times, name: string, contact: string): Promise<void> {
  const amount = { amount: 120_000, currency: 'EUR' };
  const opening = { name: `Deal ${name}`, contact, owner: person.id, amount, closeOn: '2026-12-31' };
  const opened = await times.of('deals', () => person.command('deal.open', { params: opening }, `${name}-open`));
  const { id } = opened;
  const moved = await times.of('deals', () =>
    person.command('deal.move-stage', { id, params: { stage: 'proposal' } }, `${name}-move`, opened.etag),
  );
  await times.of('deals', () => person.command('deal.win', { id, params: {} }, `${name}-win`, moved.etag));
}

/** Offers a contact to a team, whose member accepts. */
async function handoff(person: SignedIn, times: Times, name: string, contact: string, team: string): Promise<void> {
  const offer = { contact, team, reason: 'ready' };
  const offered = await times.of('ownership', () =>
    person.command('handoff.offer', { params: offer }, `${name}-offer`),
  );
  await times.of('ownership', () =>
    person.command('handoff.accept', { id: offered.id, params: {} }, `${name}-accept`, offered.etag),
  );
}

/** Seconds that so many callers take for so much work. */
function byCallers(count: number, work: (n: number) => Promise<void>): Promise<number> {
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  return seconds(() => Promise.all(Array.from({ length: CALLERS }, caller)));
}

/** The events from a position on, as they are stored. */
function eventsSince(url: string, position: number): Promise<BareRow[]> {
  return on(url, async (client) => {
    const { rows } = await client.query<BareRow>(
      'select id, envelope::text as text from log.events join log.ids using (position) where position > $1 order by position',
      [position],
    );
    return rows;
  });
}

function headOf(url: string): Promise<number> {
  return on(url, async (client) => {
    const { rows } = await client.query<{ head: string }>('select max(position) as head from log.events');
    return Number(rows[0]!.head);
  });
}

const told = (of: readonly number[]): string =>
  `p50 ${percentile(of, 0.5).toFixed(1)}, p99 ${percentile(of, 0.99).toFixed(1)} ms`;

const server = await benchServer();
try {
  const url = await server.database();
  const app = await startApp(url);
  const pool = createPool({ url, name: 'benchmark', max: 4 });
  const person = await signedIn(app);
  const team = await person.command('team.found', { params: { name: 'Sales', function: 'sales' } }, 'found');
  await person.command('colleague.join-team', { id: person.id, params: { team: team.id } }, 'join');
  const named = (round: string, n: number): string => `buyer-${round}-${n}`;
  /** People to deal with: who is handed over must be known, and shown. */
  const known = async (round: string, count: number): Promise<void> => {
    const watcher = new Watcher(pool, 'ownership');
    for (let from = 0; from < count; from += 500) {
      const batch = Array.from({ length: Math.min(500, count - from) }, (_, i) => ({
        type: 'identify',
        messageId: `known-${round}-${from + i}`,
        userId: named(round, from + i),
        traits: { plan: 'team' },
      }));
      watcher.expect(await post(app, '/v1/batch', { batch }), performance.now());
    }
    await watcher.stop();
  };
  const contact = (round: string, n: number): string => benchIds.node('user', '', named(round, n));
  const [deals, handoffs, commands]: [number[], number[], number[]] = [[], [], []];
  const recorded: BareRow[][] = [];
  const [waits, shown]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const name = `r${round}`;
    await known(name, Math.max(DEALS, HANDOFFS));
    await server.settle();
    const before = await headOf(url);
    const times = new Times(pool);
    const dealing = await byCallers(DEALS, (n) => deal(person, times, `${name}-deal-${n}`, contact(name, n)));
    const handing = await byCallers(HANDOFFS, (n) =>
      handoff(person, times, `${name}-handoff-${n}`, contact(name, n), team.id),
    );
    const seen = await times.shown();
    const rows = await eventsSince(url, before);
    if (round === 0) continue;
    deals.push(DEALS / dealing);
    handoffs.push(HANDOFFS / handing);
    commands.push(times.commands.length / (dealing + handing));
    waits.push(...times.commands);
    shown.push(...seen);
    recorded.push(rows);
    say(
      `round ${round}: deals ${deals.at(-1)!.toFixed(0)}/s, handoffs ${handoffs.at(-1)!.toFixed(0)}/s, commands ${commands.at(-1)!.toFixed(0)}/s; a command ${told(times.commands)}, shown ${told(seen)}`,
    );
  }
  await known('calm', RATE * SECONDS);
  const calm = new Times(pool);
  // a deal and a handoff are five commands
  const some = everySo(RATE / 5, async (n) => {
    await deal(person, calm, `calm-deal-${n}`, contact('calm', n));
    await handoff(person, calm, `calm-handoff-${n}`, contact('calm', n), team.id);
  });
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
  await some.stop();
  const calmShown = await calm.shown();
  say(`at ${RATE} commands/s: a command ${told(calm.commands)}, shown ${told(calmShown)}`);
  await pool.end();
  await app.stop();
  // as many connections as callers: beside the app's there is no room for them
  const bare: number[] = [];
  for (const rows of recorded) bare.push(rows.length / (await bareInserts(server, rows, CALLERS)));
  const [value, limit] = [median(commands), median(bare)];
  report({
    bench: 'commands',
    value,
    limit,
    ratio: value / limit,
    unit: 'commands/s',
    callers: CALLERS,
    deals: median(deals),
    handoffs: median(handoffs),
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    shownP50: percentile(shown, 0.5),
    shownP99: percentile(shown, 0.99),
    rate: RATE,
    calmP50: percentile(calm.commands, 0.5),
    calmP99: percentile(calm.commands, 0.99),
    calmShownP50: percentile(calmShown, 0.5),
    calmShownP99: percentile(calmShown, 0.99),
    postgres: server.version,
  });
} finally {
  await server.stop();
}
