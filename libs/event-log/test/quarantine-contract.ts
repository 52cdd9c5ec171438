import { randomUUID } from 'node:crypto';
import type { EventId } from '#kernel';
import type { Aside, Quarantine, Quarantined } from '../src/index.js';

/** What every store of messages set aside keeps. */
export function quarantineContract(engine: string, make: () => Promise<Quarantine>): void {
  describe(`the quarantine ${engine}`, () => {
    let quarantine: Quarantine;
    beforeAll(async () => {
      quarantine = await make();
    });
    afterAll(() => quarantine.close());

    const at = Date.UTC(2026, 2, 1, 12);
    const entry = (says: Partial<Aside> = {}): Aside => ({
      id: randomUUID(),
      source: 'website',
      receivedAt: at,
      reason: 'invalid',
      problems: [{ where: 'payload.title', what: 'is missing' }],
      firstEvent: null,
      bytes: Buffer.from('bytes'),
      ...says,
    });
    const waiting = { state: 'waiting', times: 1, lastAt: at, event: null, connector: null, path: null };
    const listed = ({ bytes: _bytes, problems: _problems, ...rest }: Aside) => ({
      ...rest,
      ...waiting,
      lastAt: rest.receivedAt,
    });

    it('gives back what was put, bytes and all', async () => {
      const bytes = Buffer.from([0, 255, 1, 128, 10]);
      const once = { sentAt: '2026-03-01T12:00:00Z', shared: { ip: '10.0.0.1' }, origin: 'history' } as const;
      const came = { connector: 'segment', path: 'v1/batch', messageId: 'm-1', once };
      const one = entry({ reason: 'differs', firstEvent: randomUUID() as EventId, bytes, ...came });
      await quarantine.put([one]);
      expect(await quarantine.get(one.id)).toEqual({ ...one, ...waiting, ...came, acts: [] });
      expect(await quarantine.get(randomUUID())).toBeNull();
    });

    it('keeps the first of an id, and counts how often it came', async () => {
      const one = entry({ bytes: Buffer.from('first') });
      await quarantine.put([one]);
      const again = { ...one, bytes: Buffer.from('second'), receivedAt: at + 60_000 };
      await quarantine.put([again, again]);
      const kept = { ...one, ...waiting, times: 3, lastAt: at + 60_000, acts: [], messageId: null, once: null };
      expect(await quarantine.get(one.id)).toEqual(kept);
    });

    it('settles an entry once, and remembers who did what', async () => {
      const one = entry();
      const event = randomUUID() as EventId;
      await quarantine.put([one]);
      const by = 'person ada';
      expect(await quarantine.settle(one.id, { act: 'tried', by, event: null, note: 'still unfit' })).toBe(true);
      expect((await quarantine.get(one.id))!.state).toBe('waiting');
      expect(await quarantine.settle(one.id, { act: 'mended', by, event, note: null })).toBe(true);
      expect(await quarantine.settle(one.id, { act: 'discarded', by, event: null, note: 'late' })).toBe(false);
      expect(await quarantine.settle(randomUUID(), { act: 'discarded', by, event: null, note: '' })).toBe(false);
      const kept = (await quarantine.get(one.id))!;
      expect(kept).toMatchObject({ state: 'mended', event });
      expect(kept.acts).toMatchObject([
        { act: 'tried', by, note: 'still unfit' },
        { act: 'mended', by, event },
      ]);
    });

    it('says of an entry that its event is recorded, whatever was said meanwhile', async () => {
      const one = entry();
      const event = randomUUID() as EventId;
      const by = 'person ada';
      await quarantine.put([one]);
      expect(await quarantine.settle(one.id, { act: 'discarded', by, event: null, note: 'noise' })).toBe(true);
      expect(await quarantine.settle(one.id, { act: 'tried', by, event: null, note: null })).toBe(false);
      expect(await quarantine.settle(one.id, { act: 'mended', by, event, note: 'edited' })).toBe(true);
      expect(await quarantine.settle(one.id, { act: 'mended', by, event, note: 'edited' })).toBe(false);
      expect(await quarantine.get(one.id)).toMatchObject({
        state: 'mended',
        event,
        acts: [
          { act: 'discarded', note: 'noise' },
          { act: 'mended', note: 'edited' },
        ],
      });
    });

    it('keeps what waits as long as what came last, with what its first delivery said', async () => {
      const once = { sentAt: '2010-01-01T12:00:00Z' };
      const one = entry({ receivedAt: Date.UTC(2010, 0, 1, 12), once, messageId: 'm' });
      await quarantine.put([one]);
      const again = { ...one, receivedAt: Date.UTC(2010, 0, 3), once: { sentAt: '2010-01-03T00:00:00Z' } };
      await quarantine.put([again]);
      await quarantine.put([{ ...one, receivedAt: Date.UTC(2010, 0, 2) }]);
      expect(await quarantine.expire('2010-01-03', 'rule retention')).toBe(0);
      const kept = { ...one, ...waiting, times: 3, lastAt: again.receivedAt, acts: [] };
      expect(await quarantine.get(one.id)).toEqual(kept);
      expect(await quarantine.expire('2010-01-04', 'rule retention')).toBe(1);
      expect(await quarantine.get(one.id)).toMatchObject({ state: 'expired', bytes: null, once: null });
    });

    it('has what comes again wait again once it had expired; what is settled stays settled, and is counted', async () => {
      const source = randomUUID();
      const receivedAt = Date.UTC(2011, 0, 1);
      const [gone, mended, noise] = [
        entry({ source, receivedAt }),
        entry({ source, receivedAt }),
        entry({ source, receivedAt }),
      ];
      const event = randomUUID() as EventId;
      const by = 'person ada';
      await quarantine.put([gone, mended, noise]);
      await quarantine.settle(gone.id, { act: 'tried', by, event: null, note: 'unfit' });
      await quarantine.settle(mended.id, { act: 'mended', by, event, note: null });
      await quarantine.settle(noise.id, { act: 'discarded', by, event: null, note: 'says ann@example.com' });
      expect(await quarantine.expire('2011-02-01', 'rule retention')).toBe(1);
      expect((await quarantine.get(noise.id))!.acts).toMatchObject([{ act: 'discarded', by, note: null }]);
      const bytes = Buffer.from('as it is said now');
      const came = { connector: 'segment', path: 'v1/batch', messageId: 'm-2', once: { origin: 'history' } } as const;
      const again = { ...gone, receivedAt: at, bytes, ...came };
      await quarantine.put([again]);
      const opened = (await quarantine.get(gone.id))!;
      expect(opened).toEqual({ ...again, ...waiting, ...came, times: 2, acts: opened.acts });
      expect(opened.acts.map(({ act }) => act)).toEqual(expect.arrayContaining(['tried', 'reopened']) as string[]);
      await quarantine.put([
        { ...mended, receivedAt: at },
        { ...noise, receivedAt: at },
      ]);
      expect(await quarantine.get(mended.id)).toMatchObject({ state: 'mended', event, times: 2, lastAt: at });
      expect(await quarantine.get(noise.id)).toMatchObject({ state: 'discarded', times: 2, lastAt: at });
      const counts = (await quarantine.counts()).filter((count) => count.source === source);
      expect(counts.map(({ state, entries }) => `${state} ${entries}`).sort()).toEqual([
        'discarded 1',
        'mended 1',
        'waiting 1',
      ]);
    });

    it('lists without the reasons that are left out', async () => {
      const source = randomUUID();
      const [one, card] = [entry({ source }), entry({ source, reason: 'card-number' })];
      await quarantine.put([one, card]);
      const { items } = await quarantine.list({ source, except: ['card-number', 'forbidden'], limit: 10 });
      expect(items).toEqual([listed(one)]);
    });

    it('lets go of old days for good, and says of how many that waited', async () => {
      const source = randomUUID();
      const [old, settled, young] = [
        entry({ source, receivedAt: Date.UTC(2020, 0, 1) }),
        entry({ source, receivedAt: Date.UTC(2020, 0, 1, 1) }),
        entry({ source }),
      ];
      await quarantine.put([old, settled, young]);
      await quarantine.settle(settled.id, { act: 'discarded', by: 'person ada', event: null, note: 'noise' });
      expect(await quarantine.expire('2020-01-02', 'rule retention')).toBe(1);
      expect(await quarantine.expire('2020-01-02', 'rule retention')).toBe(0);
      expect(await quarantine.get(old.id)).toMatchObject({
        state: 'expired',
        bytes: null,
        problems: null,
        acts: [{ act: 'expired', by: 'rule retention' }],
      });
      expect(await quarantine.get(settled.id)).toMatchObject({
        state: 'discarded',
        bytes: null,
        problems: null,
        acts: [{ act: 'discarded', by: 'person ada' }],
      });
      expect(await quarantine.get(young.id)).toMatchObject({ state: 'waiting', bytes: young.bytes });
      const counts = (await quarantine.counts()).filter((count) => count.source === source);
      expect(counts.map(({ state, entries }) => `${state} ${entries}`).sort()).toEqual([
        'discarded 1',
        'expired 1',
        'waiting 1',
      ]);
      const waits = await quarantine.list({ source, state: 'waiting', reason: 'invalid', limit: 10 });
      expect(waits.items).toEqual([listed(young)]);
    });

    it('lists a source’s entries, newest first, page by page', async () => {
      const source = randomUUID();
      const made = Array.from({ length: 25 }, (_, i) =>
        entry({ source, receivedAt: at + Math.floor(i / 3) * 86_400_000 }),
      );
      await quarantine.put(made);
      const expected = [...made].sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1));
      const found: Quarantined[] = [];
      for (let after: { receivedAt: number; id: string } | null | undefined; after !== null;) {
        const page = await quarantine.list({ source, limit: 10, ...(after === undefined ? {} : { after }) });
        expect(page.items.length).toBeLessThanOrEqual(10);
        found.push(...page.items);
        after = page.next;
      }
      expect(found).toEqual(expected.map(listed));
      expect((await quarantine.list({ limit: 100 })).items.length).toBeGreaterThan(25);
    });
  });
}
