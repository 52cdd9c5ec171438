import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeIds, type Ids } from '#kernel';
import { Identify } from '#intake';
import { loadSecrets, readConfiguration } from '#platform';
import type { ExpectedContact, ExpectedFigures } from '#simulator';
import { workplace, type Workplace } from '../testing/tool.js';

const until = '2026-03-01T00:00:00Z';
const history = ['--touches', '3000', '--seed', '11', '--until', until, '--touches-only'];

interface Simulated {
  readonly recorded: number;
  readonly repeated: number;
  readonly quarantined: number;
  readonly figures: ExpectedFigures;
}
interface Verified {
  readonly clean: boolean;
  readonly looked: { readonly events: number };
  readonly findings: readonly { readonly check: string; readonly where: string; readonly what: string }[];
  readonly digests: readonly {
    readonly name: string;
    readonly rows: number;
    readonly hash: string;
    readonly rebuilt: string | null;
  }[];
}

describe('a simulated history', () => {
  let place: Workplace;
  let simulated: Simulated;
  let database: Client;
  let ids: Ids;
  let identify: Identify;

  beforeAll(async () => {
    place = await workplace();
    simulated = await place.json<Simulated>('simulate', ...history, '--contacts', join(place.home, 'contacts'));
    database = new Client({ connectionString: place.url });
    await database.connect();
    ids = makeIds((await loadSecrets(readConfiguration({ THROUGHLINE_HOME: place.home }))).idSecret);
    identify = new Identify(ids);
  });
  afterAll(async () => {
    await database.end();
    await place.close();
  });

  it('is recorded message by message; the same history again changes nothing', async () => {
    const { events } = simulated.figures;
    expect(simulated).toMatchObject({ recorded: events.distinct, repeated: events.repeats, quarantined: 0 });
    const again = await place.json<Simulated>('simulate', ...history);
    expect(again).toMatchObject({ recorded: 0, repeated: events.sent, quarantined: 0 });
  });

  it('is clean when verified, and read models built anew are the live ones', async () => {
    const verified = await place.json<Verified>('verify');
    expect(verified.findings).toEqual([]);
    expect(verified.clean).toBe(true);
    expect(verified.looked.events).toBe(simulated.figures.events.distinct);
    expect(verified.digests.length).toBeGreaterThan(5);
    for (const { hash, rebuilt } of verified.digests) expect(rebuilt).toBe(hash);
  });

  it('gives the contacts, touches and times that were expected, each and every one', async () => {
    const lines = (await readFile(join(place.home, 'contacts'), 'utf8')).trim().split('\n');
    const expected = lines.map((line) => JSON.parse(line) as ExpectedContact);
    const { rows } = await database.query<{
      node: string;
      touches: string;
      first_at: Date | null;
      last_at: Date | null;
    }>(
      `SELECT m.node, c.touches, c.first_at, c.last_at
       FROM read.identity_map m JOIN read.contacts_contact c ON c.contact = m.contact
       WHERE m.until_position IS NULL`,
    );
    const byNode = new Map(rows.map((row) => [row.node, row]));
    const contacts = await database.query<{ count: string }>('SELECT count(*) FROM read.contacts_contact');
    expect(Number(contacts.rows[0]!.count)).toBe(expected.length);
    const found = expected.map(({ identifier: { kind, value } }) => {
      const row = byNode.get(identify.one({ kind, value }, 'simulation')!.node);
      return {
        identifier: { kind, value },
        touches: Number(row?.touches),
        firstAt: row?.first_at?.getTime() ?? null,
        lastAt: row?.last_at?.getTime() ?? null,
      };
    });
    expect(found).toEqual(expected);
  });

  it('gives the counts by channel, kind and campaign that were expected', async () => {
    const { byChannelAndKind, byCampaign } = simulated.figures;
    const kinds = await database.query<{ key: string; count: string }>(
      `SELECT channel || '/' || kind AS key, count(*) FROM read.contacts_touch WHERE until IS NULL GROUP BY 1`,
    );
    expect(Object.fromEntries(kinds.rows.map(({ key, count }) => [key, Number(count)]))).toEqual(byChannelAndKind);
    const campaigns = await database.query<{ key: string; count: string }>(
      `SELECT campaign AS key, count(*) FROM read.contacts_touch WHERE until IS NULL AND campaign IS NOT NULL GROUP BY 1`,
    );
    expect(Object.fromEntries(campaigns.rows.map(({ key, count }) => [key, Number(count)]))).toEqual(byCampaign);
  });

  it('gives the identifiers and journeys that were expected', async () => {
    const nodes = await database.query<{ kind: string; count: string }>(
      `SELECT kind, count(*) FROM read.identity_node WHERE kind NOT IN ('company', 'domain') GROUP BY 1`,
    );
    expect(Object.fromEntries(nodes.rows.map(({ kind, count }) => [kind, Number(count)]))).toEqual(
      simulated.figures.identifiers,
    );
    for (const { identifier, touches } of simulated.figures.journeys) {
      const { rows } = await database.query(
        `SELECT (extract(epoch FROM t.occurred_at) * 1000)::float8 AS at, t.precision, t.channel, t.kind, t.campaign, t.event_id
         FROM read.identity_map own
         JOIN read.identity_map m ON m.contact = own.contact AND m.until_position IS NULL
         JOIN read.contacts_touch t ON t.profile = m.node AND t.until IS NULL
         WHERE own.node = $1 AND own.until_position IS NULL
         ORDER BY t.occurred_at NULLS FIRST, t.position`,
        [identify.one({ kind: 'email', value: identifier.value }, 'simulation')!.node],
      );
      const said = touches.map(({ messageId, ...touch }) => ({
        ...touch,
        event_id: ids.event('simulation', messageId),
      }));
      const order = (touch: { event_id: string; at: number | null }): string =>
        `${String(touch.at).padStart(20)} ${touch.event_id}`;
      const sorted = <T extends { event_id: string; at: number | null }>(list: readonly T[]): T[] =>
        [...list].sort((a, b) => (order(a) < order(b) ? -1 : 1));
      expect(sorted(rows as typeof said)).toEqual(sorted(said));
    }
  });

  it('exports every event in order, with its envelope to the letter and, opened, what people said', async () => {
    const said = await place.tool('export', 'events');
    const [first, ...lines] = said.out.trim().split('\n');
    const last = lines.pop()!;
    expect(lines).toHaveLength(simulated.figures.events.distinct);
    expect([JSON.parse(first!), JSON.parse(last)]).toMatchObject([
      { throughline: 'events', after: 0, head: lines.length },
      { lines: lines.length },
    ]);
    const { rows } = await database.query<{ envelope: string }>(
      'SELECT envelope::text AS envelope FROM log.events ORDER BY position',
    );
    lines.forEach((line, i) => {
      expect((JSON.parse(line) as { position: number }).position).toBe(i + 1);
      expect(line.includes(`"envelope":${rows[i]!.envelope}`)).toBe(true);
    });
    expect(/@[a-z0-9.-]+\.example/i.test(said.out)).toBe(false);
    const opened = await place.tool('export', 'events', '--opened', '--after', String(lines.length - 50));
    expect(opened.out.trim().split('\n')).toHaveLength(50);
    expect(/@[a-z0-9.-]+\.example/i.test(opened.out)).toBe(true);
  });

  it('exports every contact as CSV, to a file that is never written over by mistake', async () => {
    const file = join(place.home, 'contacts.csv');
    const written = await place.json<{ contacts: number }>('export', 'contacts', '--out', file);
    expect(written.contacts).toBe(simulated.figures.contacts);
    const text = await readFile(file, 'utf8');
    expect(text.split('\n')[0]).toBe(
      'contact,name,email,company,user_ids,emails,phones,external_ids,anonymous_ids,touches,first_at,last_at,first_channel,first_campaign,last_channel,last_kind',
    );
    for (const line of text.trim().split('\n').slice(1))
      expect(line).toMatch(/^[0-9a-f-]{36},(?!,)|^[0-9a-f-]{36},,(?!,)/);
    expect(await place.tool('export', 'contacts', '--out', file)).toMatchObject({ code: 2 });
    expect(await place.tool('export', 'contacts', '--out', file, '--force')).toMatchObject({ code: 0 });
  });

  it('is rebuilt on demand, with nothing parked and nothing to reconcile', async () => {
    expect(await place.json('rebuild', 'contacts')).toMatchObject({ rebuilt: ['contacts'] });
    const all = await place.json<{ rebuilt: string[] }>('rebuild', '--all');
    const { projections } = await place.json<{ projections: { name: string; lag: number }[] }>('projections');
    expect(projections.map(({ name }) => name).sort()).toEqual([...all.rebuilt].sort());
    expect(await place.tool('rebuild', 'nothing')).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'There is no read model "nothing": there are identity, activities, companies, contacts',
      ) as string,
    });
    expect(await place.json('dead-letters')).toEqual({ deadLetters: [] });
    expect(await place.json('dead-letters', 'retry', 'contacts')).toEqual({ projection: 'contacts', deadLetters: 0 });
    expect(await place.json('reconcile')).toEqual({ rebuilt: [], feeds: [] });
  });

  it('says that events are parked, and how to learn why', async () => {
    expect((await place.tool('status')).out).not.toContain('could not be read');
    await database.query(`
      INSERT INTO read.dead_letter (projection, generation, position, event_id, event_type, error)
      SELECT projection, generation, 1, gen_random_uuid(), 'touchpoint-recorded', 'out of range'
      FROM read.generation WHERE projection = 'contacts' AND state = 'live'`);
    expect(await place.tool('status')).toMatchObject({
      code: 0,
      out: expect.stringContaining('An event could not be read:  throughline dead-letters  says why.') as string,
    });
    await database.query('DELETE FROM read.dead_letter');
  });

  it('says by its exit code that a read model has halted', async () => {
    expect(await place.tool('projections')).toMatchObject({ code: 0 });
    await database.query(`
      INSERT INTO read.halt (projection, generation, lane, reason)
      SELECT projection, generation, 0, 'an unknown event' FROM read.generation
      WHERE projection = 'contacts' AND state = 'live'`);
    for (const command of ['projections', 'status'])
      expect(await place.tool(command)).toMatchObject({
        code: 1,
        out: expect.stringContaining('halted: an unknown event') as string,
      });
    await database.query('DELETE FROM read.halt');
    expect(await place.tool('status')).toMatchObject({ code: 0 });
  });

  it('shows its state without the password', async () => {
    const said = await place.tool('status');
    expect(said.out).toContain(`${simulated.figures.events.distinct.toLocaleString('en-US')} events`);
    const { database: shown } = await place.json<{ database: { kind: string; url: string } }>(
      'status',
      '--show-secrets',
    );
    expect(shown).toEqual({ kind: 'external', url: place.url });
  });
});
