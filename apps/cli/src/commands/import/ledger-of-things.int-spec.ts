import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import type { LedgerLine } from '#queries';
import type { Imported } from '../../../../api/src/composition/imports.js';
import { openInstallation } from '../../installation.js';
import { workplace, type Workplace } from '../../testing/tool.js';

const root = join(__dirname, '../../../../..');
const PURCHASES = join(root, 'docs/examples/mappings/complete-journey-purchases.yaml');

/** Lines of baskets as the public file has them. */
const HEADER =
  '"household_id","store_id","basket_id","product_id","quantity","sales_value","retail_disc","coupon_disc","coupon_match_disc","week","transaction_timestamp"\n';
const line = (household: string, basket: string, product: string, value: string, at = '2017-01-28 14:06:53'): string =>
  `"${household}","309","${basket}","${product}",1,${value},0.43,0,0,5,${at}\n`;

/** Each row a deal and the team it belongs to: a team is stated by many rows. */
const DEALS = `name: deals
source: crm
emits:
  - event: team-founded
    id: { concat: [{ column: team }, /team] }
    at: unknown
    about: { team: { column: team } }
    fields: { name: { column: team }, function: sales }
  - name: opened
    event: deal-opened
    id: { concat: [{ column: deal }, /opened] }
    at: { column: day }
    about: { deal: { column: deal }, pipeline: sales }
    fields: { name: { column: deal }, stage: engaging }
  - event: deal-won
    when: { column: won, present: true }
    id: { concat: [{ column: deal }, /won] }
    at: { column: day }
    about: { deal: { column: deal } }
    fields: { amount: { column: won, money: EUR } }
`;

type Sums = Pick<LedgerLine, 'received' | 'recorded' | 'duplicates' | 'quarantined' | 'inLog' | 'projected'>;

describe('what files say of things, in the ledger', () => {
  let place: Workplace;
  let database: Client;
  let file: string;
  beforeEach(async () => {
    place = await workplace();
    file = join(place.home, 'rows.csv');
    database = new Client({ connectionString: place.url });
    await database.connect();
  });
  afterEach(async () => {
    await database.end();
    await place.close();
  });

  const imported = (mapping: string): Promise<Imported> => place.json('import', file, '--mapping', mapping);
  const undo = (id: string) => place.tool('imports', 'undo', id, '--reason', 'wrong file');

  /** The sums of each import, once everything was read; every line is even. */
  async function sums(): Promise<Map<string | null, Sums>> {
    const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    const projector = installation.projector();
    await projector.projections.start();
    await projector.projections.drained();
    await projector.stop();
    await installation.close();
    const { code, out } = await place.tool('ledger', '--json');
    const { ledger } = JSON.parse(out) as { readonly ledger: readonly LedgerLine[] };
    const found = new Map<string | null, Sums>();
    for (const { source, import: name, day: _, lost, state, ...sum } of ledger) {
      expect({ source, lost, state }).toMatchObject({ lost: 0, state: 'even' });
      // Two lines where it is midnight meanwhile.
      const before =
        found.get(name) ?? (Object.fromEntries(Object.keys(sum).map((key) => [key, 0])) as unknown as Sums);
      found.set(
        name,
        Object.fromEntries(
          Object.entries(sum).map(([key, n]) => [key, before[key as keyof Sums] + n]),
        ) as unknown as Sums,
      );
    }
    expect(code).toBe(0);
    return found;
  }

  /** What a line must say: recorded is in the log and projected. */
  const of = (recorded: number, duplicates: number, quarantined: number): Sums => ({
    received: recorded + duplicates + quarantined,
    recorded,
    duplicates,
    quarantined,
    inLog: recorded,
    projected: recorded,
  });

  it('are counted once each: recorded, stated before, or refused; again, corrected and undone', async () => {
    const good = [line('1', 'b1', 'p1', '3.86'), line('1', 'b1', 'p2', '1.59'), line('2', 'b2', 'p1', '1')];
    const bad = line('2', 'b2', 'p3', '2', 'yesterday');
    const differing = line('1', 'b1', 'p1', '4.86');
    await writeFile(file, [HEADER, ...good, good[0], bad, differing].join(''));
    const first = await imported(PURCHASES);
    expect(await sums()).toEqual(new Map([[first.id, of(3, 1, 2)]]));

    const again = await imported(PURCHASES);
    expect(again.id).not.toBe(first.id);
    expect(await sums()).toEqual(
      new Map([
        [first.id, of(3, 1, 2)],
        [again.id, of(0, 4, 2)],
      ]),
    );

    await writeFile(file, [HEADER, ...good, line('2', 'b2', 'p3', '2')].join(''));
    const corrected = await imported(PURCHASES);
    expect((await sums()).get(corrected.id)).toEqual(of(1, 3, 0));

    expect(await undo(first.id)).toMatchObject({ code: 0 });
    const anew = await imported(PURCHASES);
    const all = await sums();
    expect(all.get(first.id)).toEqual(of(3, 1, 2));
    expect(all.get(anew.id)).toEqual(of(3, 1, 0));
  });

  it('come to the same sums when they were killed in between, and all of it again', async () => {
    const rows = Array.from({ length: 4_000 }, (_, n) => {
      const day = n % 400 === 399 ? 'some day' : '2026-03-01';
      return `d${n},t${n % 7},${day},${n % 2 === 0 ? `${n + 1}.50` : ''}\n`;
    });
    await writeFile(file, `deal,team,day,won\n${rows.join('')}`);
    const mapping = join(place.home, 'deals.yaml');
    await writeFile(mapping, DEALS);
    for (const events of [10, 4_000]) {
      const tool = started(mapping);
      const ended = once(tool, 'exit');
      while (tool.exitCode === null && (await head()) <= events) await sleep(5);
      tool.kill('SIGKILL');
      await ended;
      // It was in the middle of it.
      expect(await head()).toBeLessThan(5_900);
    }
    while ((await running()) > 0) await sleep(20);
    const killed = await sums();
    expect([...killed.values()]).toHaveLength(1);
    const last = await imported(mapping);
    expect(last).toMatchObject({ resumed: true, refused: 10 });
    // 3,990 deals, half of them less none won: even rows; a team is founded once, by the first of its rows.
    const [deals, won, teams, refused] = [3_990, 2_000, 7, 10];
    const whole = of(deals + won + teams, deals - teams, refused);
    expect(await sums()).toEqual(new Map([[last.id, whole]]));
    const again = await imported(mapping);
    expect((await sums()).get(again.id)).toEqual(of(0, deals + won + deals, refused));
    expect((await sums()).get(last.id)).toEqual(whole);
  });

  /** The command in a process of its own. */
  function started(mapping: string): ChildProcess {
    const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
    const command = ['--import', loader, join(root, 'apps/cli/src/main.ts'), 'import', file, '--mapping', mapping];
    return spawn(process.execPath, command, {
      cwd: root,
      stdio: 'ignore',
      env: { ...process.env, DATABASE_URL: place.url, THROUGHLINE_HOME: place.home },
    });
  }

  /** How many events there are; 0 before there is a log. */
  async function head(): Promise<number> {
    const { rows } = await database
      .query<{ head: number }>('SELECT coalesce(max(position), 0)::int AS head FROM log.events')
      .catch(() => ({ rows: [{ head: 0 }] }));
    return rows[0]!.head;
  }

  /** Imports whose process the database takes for alive. */
  async function running(): Promise<number> {
    const { rows } = await database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND application_name LIKE '%import%'`,
    );
    return rows[0]!.n;
  }
});
