import { randomUUID } from 'node:crypto';
import type { EventId } from '#kernel';
import type { Quarantine, Quarantined } from '../src/index.js';

/** What every store of messages set aside keeps. */
export function quarantineContract(engine: string, make: () => Promise<Quarantine>): void {
  describe(`the quarantine ${engine}`, () => {
    let quarantine: Quarantine;
    beforeAll(async () => {
      quarantine = await make();
    });
    afterAll(() => quarantine.close());

    const at = Date.UTC(2026, 2, 1, 12);
    const entry = (says: Partial<Quarantined> = {}): Quarantined => ({
      id: randomUUID(),
      source: 'website',
      receivedAt: at,
      reason: 'invalid',
      problems: [{ where: 'payload.title', what: 'is missing' }],
      firstEvent: null,
      ...says,
    });

    it('gives back what was put, bytes and all', async () => {
      const bytes = Buffer.from([0, 255, 1, 128, 10]);
      const one = entry({ reason: 'differs', firstEvent: randomUUID() as EventId });
      await quarantine.put([{ ...one, bytes }]);
      expect(await quarantine.get(one.id)).toEqual({ ...one, bytes });
      expect(await quarantine.get(randomUUID())).toBeNull();
    });

    it('keeps the first of an id', async () => {
      const one = entry();
      await quarantine.put([{ ...one, bytes: Buffer.from('first') }]);
      await quarantine.put([{ ...one, source: 'shop', bytes: Buffer.from('second') }]);
      expect(await quarantine.get(one.id)).toEqual({ ...one, bytes: Buffer.from('first') });
    });

    it('lists a source’s entries, newest first, page by page', async () => {
      const source = randomUUID();
      const made = Array.from({ length: 25 }, (_, i) =>
        entry({ source, receivedAt: at + Math.floor(i / 3) * 86_400_000 }),
      );
      await quarantine.put(made.map((one) => ({ ...one, bytes: Buffer.from(one.id) })));
      const expected = [...made].sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1));
      const listed: Quarantined[] = [];
      for (let after: { receivedAt: number; id: string } | null | undefined; after !== null;) {
        const page = await quarantine.list({ source, limit: 10, ...(after === undefined ? {} : { after }) });
        expect(page.items.length).toBeLessThanOrEqual(10);
        listed.push(...page.items);
        after = page.next;
      }
      expect(listed).toEqual(expected);
      expect((await quarantine.list({ limit: 100 })).items.length).toBeGreaterThan(25);
    });
  });
}
