import { PostgresQuarantine } from '#event-log';
import { IntakeService, segment } from '#intake';
import { models } from '#projections';
import { delivery } from '../../../../libs/intake/test/delivery.js';
import { openInstallation } from '../installation.js';
import { workplace, type Workplace } from '../testing/tool.js';

interface Listed {
  readonly quarantine: readonly { readonly id: string; readonly reason: string }[];
  readonly more: boolean;
}
interface Counted {
  readonly ledger: readonly {
    readonly source: string;
    readonly state: string;
    readonly received: number;
    readonly recorded: number;
    readonly duplicates: number;
    readonly quarantined: number;
  }[];
  readonly off: number;
}

const HOUR_MS = 3_600_000;
const unknown = '0192f0c1-0004-8000-8000-000000000004';

describe('the quarantine and the ledger on the command line', () => {
  let place: Workplace;
  /** Takes messages as the program does, an hour ago, and waits until the read models have them. */
  const take = async (batch: readonly object[], noted = true): Promise<void> => {
    const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    const { log, vault, ids, url, secrets, readModels } = installation;
    await installation.follow();
    const quarantine = await PostgresQuarantine.open({ url, masterKey: secrets.masterKey });
    const path = 'v1/batch';
    await new IntakeService({ log, vault, ids, quarantine }).accept(
      segment.read(delivery(path, { batch })),
      { id: ids.derived('key', 'test', 'test'), source: 'website' },
      { arrivedAt: Date.now() - HOUR_MS, ...(noted ? { connector: 'segment', path } : {}) },
    );
    await readModels.waitFor(['identity', ...models.map(({ name }) => name)], (await log.head()).position, 60_000);
    await quarantine.close();
    await installation.close();
  };
  const page = (messageId: string, more: object = {}) => ({ type: 'page', messageId, userId: 'u', ...more });
  const waiting = async (...more: string[]) => (await place.json<Listed>('quarantine', 'list', ...more)).quarantine;
  const said = (code: number, what: string) => ({ code, out: '', err: expect.stringContaining(what) as string });

  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.close());

  it('says so where there is no installation, or nothing', async () => {
    expect(await place.tool('quarantine', 'list')).toEqual(said(1, 'throughline start'));
    expect(await place.tool('ledger')).toEqual(said(1, 'throughline start'));
    await take([]);
    expect(await place.tool('quarantine', 'list')).toEqual({
      code: 0,
      out: 'Nothing waits in quarantine.\n',
      err: '',
    });
    expect(await place.tool('ledger')).toEqual({ code: 0, out: 'Nothing came in.\n', err: '' });
    expect(await place.tool('quarantine', 'retry')).toMatchObject({ code: 0, out: expect.stringMatching(/^0 of 0/) });
  });

  it('lists what waits with exit code 1, by source and reason, and shows one opened', async () => {
    const soon = new Date(Date.now() - HOUR_MS + 600_000).toISOString();
    await take([page('fits'), page('nobody', { userId: undefined }), page('early', { timestamp: soon })]);
    const listed = await place.tool('quarantine', 'list');
    expect(listed).toMatchObject({ code: 1, err: '' });
    expect(listed.out).toMatch(/^ID +SOURCE +REASON +SINCE +TIMES\n(.+\n){2}$/);
    expect(await waiting('--source', 'shop')).toEqual([]);
    const [invalid, ...others] = await waiting('--reason', 'invalid', '--source', 'website');
    expect(others).toEqual([]);
    expect(await place.json<Listed>('quarantine', 'list', '--limit', '1')).toMatchObject({ more: true });
    const shown = await place.tool('quarantine', 'show', invalid!.id);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('identifiers: are missing');
    expect(shown.out).toContain('"messageId": "nobody"');
  });

  it('tries again: what fits is recorded, what does not stays, and the exit code says whether any is left', async () => {
    const [invalid] = await waiting('--reason', 'invalid');
    const [early] = await waiting('--reason', 'future');
    expect(await place.tool('quarantine', 'retry', invalid!.id)).toEqual(said(1, 'It does not fit: identifiers: are'));
    expect(await place.json('quarantine', 'retry')).toEqual({ tried: 2, mended: 1, left: 1 });
    expect((await place.tool('quarantine', 'retry')).code).toBe(1);
    expect((await place.tool('quarantine', 'retry', '--reason', 'future')).code).toBe(0);
    const again = await place.json<{ event: string }>('quarantine', 'retry', early!.id);
    expect(again.event).toMatch(/^[0-9a-f-]{36}$/);
    expect((await place.tool('quarantine', 'show', early!.id)).out).toMatch(/mended by system command-line/);
  });

  it('discards once, with the reason', async () => {
    const { id } = (await waiting())[0]!;
    expect(await place.tool('quarantine', 'discard', id)).toMatchObject({ code: 2, out: '' });
    expect(await place.tool('quarantine', 'discard', id, '--because', 'a test')).toEqual({
      code: 0,
      out: `${id} is discarded: a test\n`,
      err: '',
    });
    expect((await place.tool('quarantine', 'show', id)).out).toMatch(/discarded by system command-line a test/);
    expect(await place.tool('quarantine', 'retry', id)).toEqual(said(1, 'This message is discarded: nothing more'));
    expect((await place.tool('quarantine', 'list')).code).toBe(0);
  });

  it('asks what reads a message that came in a way that nobody noted', async () => {
    await take([page('old', { timestamp: new Date(Date.now() - HOUR_MS + 600_000).toISOString() })], false);
    const { id } = (await waiting())[0]!;
    expect(await place.tool('quarantine', 'retry', id)).toEqual(said(2, 'say which connector reads it: calendly,'));
    expect(await place.tool('quarantine', 'retry', '--connector', 'fax')).toEqual(said(2, '"fax" is none'));
    expect((await place.tool('quarantine', 'retry', id, '--connector', 'segment')).code).toBe(0);
  });

  it('refuses ids and reasons that there are not, in one line', async () => {
    for (const act of [['show'], ['retry'], ['discard', '--because', 'x']]) {
      const [name, ...more] = act as [string, ...string[]];
      expect(await place.tool('quarantine', name, 'twelve', ...more)).toEqual({
        code: 2,
        out: '',
        err: 'twelve is no id of the quarantine: throughline quarantine list  names them.\n',
      });
      expect(await place.tool('quarantine', name, unknown, ...more)).toEqual(said(2, `no message ${unknown}`));
    }
    expect(await place.tool('quarantine', 'list', '--reason', 'bad')).toEqual(said(2, 'give one of invalid, differs'));
  });

  it('shows the ledger, replays and all, with exit code 1 once it does not add up', async () => {
    // Nobody has followed the log since the replays.
    expect((await place.json<Counted>('ledger')).ledger.map(({ state }) => state)).toContain('counting');
    await take([]);
    const { ledger, off } = await place.json<Counted>('ledger');
    expect(off).toBe(0);
    const sum = { received: 0, recorded: 0, duplicates: 0, quarantined: 0 };
    for (const line of ledger) {
      expect(line).toMatchObject({ source: 'website', state: 'even' });
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += line[name];
    }
    // Four came in, of which three did not fit; two of those were replayed, and so received once more.
    expect(sum).toEqual({ received: 6, recorded: 3, duplicates: 0, quarantined: 3 });
    const shown = await place.tool('ledger');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^DAY +SOURCE +RECEIVED +RECORDED +DUPLICATE +QUARANTINED +IN LOG +PROJECTED +STATE\n/);
    expect(await place.tool('ledger', '--source', 'shop')).toMatchObject({ code: 0, out: 'Nothing came in.\n' });
    expect((await place.tool('ledger', '--from', 'soon')).code).toBe(2);
    expect((await place.tool('ledger', '--from', '2026-03-02', '--to', '2026-03-01')).code).toBe(2);

    const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    await installation.pool.query(
      'update vault.receipts set received = received + 1 where ctid = (select min(ctid) from vault.receipts)',
    );
    await installation.close();
    const broken = await place.tool('ledger');
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/ off *\n/);
  });
});
