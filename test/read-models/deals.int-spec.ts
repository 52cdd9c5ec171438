import {
  dealAmountChanged,
  dealContactAdded,
  dealContactRemoved,
  dealCorrected,
  dealLinesSet,
  dealLost,
  dealOpened,
  dealOwnerChanged,
  dealReopened,
  dealSplitSet,
  dealStageChanged,
  dealWon,
  DEFAULT_PIPELINE,
} from '#journey';
import type { Happening, NewEvent, When } from '#kernel';
import type { ProjectionEngine } from '#projections';
import { seeded, World } from '../../libs/projections/test/world.js';

const deal = '0192f0c1-1111-8000-8000-000000000001';
const contact = '0192f0c1-0001-8200-8000-000000000001';
const other = '0192f0c1-0002-8200-8000-000000000002';
const company = '0192f0c1-0003-8600-8000-000000000003';
const [ann, bob] = ['0192f0c1-0004-7000-8000-000000000004', '0192f0c1-0005-7000-8000-000000000005'] as const;
const about = { deal };
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const on = (at: string): { when: When } => ({ when: { precision: 'day', at } });
const at = (instant: string): { when: When } => ({ when: { precision: 'instant', at: `${instant}:00.000Z` } });
const undated: { when: When } = { when: { precision: 'none' } };

describe('deals', () => {
  let world: World;
  let engine: ProjectionEngine;
  beforeEach(async () => {
    world = await World.begun();
    engine = world.engine();
    await engine.start();
  });
  afterEach(() => world.close());

  const append = async (...happenings: readonly Happening[]): Promise<NewEvent[]> => {
    const events: NewEvent[] = [];
    for (const happening of happenings) events.push(await world.other(happening));
    await world.append(...events);
    await engine.drained();
    return events;
  };
  const rows = async (sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await world.pool.query<Record<string, unknown>>(sql, values)).rows;
  /** What is believed of the deal: from when, and what. */
  const history = (columns = 'status, stage, amount::int'): Promise<Record<string, unknown>[]> =>
    rows(
      `select to_char(valid_from at time zone 'UTC', 'MM-DD') as from, ${columns} from read.deals_deal
       where deal = $1 and believed_until is null order by valid_from nulls first`,
      deal,
    );

  it('are what their events say, from when each says it', async () => {
    await append(
      dealOpened.of(
        { ...about, profile: contact, company, owner: ann },
        { name: 'Laptops', stage: 'proposal', amount: eur(100), closeOn: '2026-03-01', campaign: 'spring' },
        on('2026-01-10'),
      ),
      dealStageChanged.of({ ...about, owner: ann }, { stage: 'negotiation' }, at('2026-01-20T10:00')),
      dealOwnerChanged.of({ ...about, owner: bob }, {}, at('2026-01-25T10:00')),
      dealWon.of({ ...about, owner: bob }, { amount: { amount: 9, currency: 'EUR', exponent: 0 } }, on('2026-02-01')),
    );
    const line = { status: 'open', stage: 'proposal', amount: 100, owner: ann };
    expect(await history('status, stage, amount::int, owner')).toEqual([
      { from: '01-10', ...line },
      { from: '01-20', ...line, stage: 'negotiation' },
      { from: '01-25', ...line, stage: 'negotiation', owner: bob },
      { from: '02-01', status: 'won', stage: 'negotiation', amount: 900, owner: bob },
    ]);
    expect(
      await rows(`select status, name, pipeline, stage, owner, profile, company, opened_precision, closed_precision, campaign, parties,
                         opened_at = '2026-01-10Z' as opened, closed_at = '2026-02-01Z' as closed,
                         stage_since = '2026-01-20T10:00Z' as since, close_on::text, reopened
                  from read.deals_list`),
    ).toEqual([
      {
        status: 'won',
        name: 'Laptops',
        pipeline: DEFAULT_PIPELINE.id,
        stage: 'negotiation',
        owner: bob,
        profile: contact,
        company,
        opened_precision: 'day',
        closed_precision: 'day',
        campaign: 'spring',
        parties: [contact],
        opened: true,
        closed: true,
        since: true,
        close_on: '2026-03-01',
        reopened: 0,
      },
    ]);
  });

  it('are open again when reopened, and closed where a day says so after what was known of it', async () => {
    await append(
      dealOpened.of(about, { stage: 'proposal' }, at('2026-01-10T09:30')),
      dealLost.of(about, { reason: 'price' }, on('2026-01-10')),
      dealReopened.of(about, { stage: 'negotiation' }, at('2026-01-20T10:00')),
    );
    expect(await history('status, stage, reason, closed_at, reopened')).toEqual([
      { from: '01-10', status: 'lost', stage: 'proposal', reason: 'price', closed_at: expect.any(Date), reopened: 0 },
      { from: '01-20', status: 'open', stage: 'negotiation', reason: null, closed_at: null, reopened: 1 },
    ]);
    await append(dealWon.of(about, {}, on('2026-01-20')));
    expect((await history('status, reopened')).at(-1)).toEqual({ from: '01-20', status: 'won', reopened: 1 });
  });

  it('are corrected from the beginning of what was wrong, and known otherwise before', async () => {
    await append(
      dealOpened.of(about, { amount: eur(100) }, on('2026-01-10')),
      dealAmountChanged.of(about, { amount: eur(200) }, on('2026-01-20')),
      dealWon.of(about, {}, on('2026-02-01')),
    );
    const known = await world.log.head();
    const reason = 'a typing error';
    await append(
      dealCorrected.of(
        about,
        { amount: eur(250), outcome: 'lost', closedOn: '2026-02-03', openedOn: '2026-01-05', reason },
        at('2026-02-20T10:00'),
      ),
    );
    expect(await history("status, amount::int, (closed_at at time zone 'UTC')::date::text as closed")).toEqual([
      { from: '01-05', status: 'open', amount: 100, closed: null },
      { from: '01-20', status: 'open', amount: 250, closed: null },
      { from: '02-03', status: 'lost', amount: 250, closed: '2026-02-03' },
    ]);
    expect(
      await rows(
        `select status, amount::int from read.deals_deal where believed_from <= $1 and (believed_until is null or believed_until > $1)
         order by valid_from`,
        known.position,
      ),
    ).toEqual([
      { status: 'open', amount: 100 },
      { status: 'open', amount: 200 },
      { status: 'won', amount: 200 },
    ]);
    // a statement that comes in later, of another time, was not what was corrected
    await append(dealAmountChanged.of(about, { amount: eur(220) }, on('2026-01-25')));
    expect((await history('amount::int')).map(({ amount }) => amount)).toEqual([100, 250, 220, 220]);
    // what corrects may be corrected again, and taken back
    const [again] = await append(dealCorrected.of(about, { amount: eur(5), reason }, at('2026-03-01T10:00')));
    expect((await history('amount::int')).map(({ amount }) => amount)).toEqual([100, 250, 5, 5]);
    await world.append(await world.withdraw(again!));
    await engine.drained();
    expect((await history('amount::int')).map(({ amount }) => amount)).toEqual([100, 250, 220, 220]);
  });

  it('may have no date: they hold from before everything, and what is undated after the opening does from it', async () => {
    await append(dealOpened.of(about, { stage: 'prospecting' }, undated));
    expect(await history('status, opened_precision, opened_at')).toEqual([
      { from: null, status: 'open', opened_precision: 'none', opened_at: null },
    ]);
    await append(dealWon.of(about, {}, undated));
    expect(await history('status, closed_precision, closed_at')).toEqual([
      { from: null, status: 'won', closed_precision: 'none', closed_at: null },
    ]);
  });

  it('name who takes part, what is sold and whose they are, as wholes', async () => {
    const sold = { product: 'laptop', quantity: 2, amount: eur(180), cost: eur(120) };
    await append(
      dealOpened.of({ ...about, profile: contact }, { lines: [sold] }, on('2026-01-10')),
      dealContactAdded.of({ ...about, profile: other }, { role: 'buyer' }, on('2026-01-11')),
      dealLinesSet.of(about, { lines: [sold, { product: 'bag', amount: eur(20) }] }, on('2026-01-12')),
      dealSplitSet.of(about, { shares: [ann, bob].map((person) => ({ person, percent: 50 })) }, on('2026-01-13')),
    );
    const party = `select profile, role, main from read.deals_party where believed_until is null and valid_to is null order by profile`;
    expect(await rows(party)).toEqual([
      { profile: contact, role: null, main: true },
      { profile: other, role: 'buyer', main: false },
    ]);
    expect(
      await rows(`select json_array_length(lines) as lines, amount::int, cost::int from read.deals_lines
                  where believed_until is null order by valid_from`),
    ).toEqual([
      { lines: 1, amount: 180, cost: 120 },
      { lines: 2, amount: 200, cost: null },
    ]);
    expect(await rows(`select json_array_length(shares) as shares from read.deals_split`)).toEqual([{ shares: 2 }]);
    expect(await rows('select parties from read.deals_list')).toEqual([{ parties: [contact, other] }]);
    await append(dealContactRemoved.of({ ...about, profile: other }, {}, on('2026-02-01')));
    expect(await rows(party)).toEqual([{ profile: contact, role: null, main: true }]);
    expect(await rows('select parties from read.deals_list')).toEqual([{ parties: [contact] }]);
  });

  it('are what they were when told twice, and as if it had never been when an import is undone', async () => {
    const opened = await world.other(dealOpened.of({ ...about, owner: ann }, { amount: eur(100) }, on('2026-01-10')), {
      messageId: 'o',
    });
    await world.append(opened);
    await engine.drained();
    const before = await world.digests(engine, 'now');
    await world.append(opened);
    await engine.drained();
    expect(await world.digests(engine, 'now')).toEqual(before);
    const imported = { import: 'i-1' };
    await world.append(
      await world.other(dealWon.of(about, { amount: eur(7) }, on('2026-01-20')), imported),
      await world.other(dealContactAdded.of({ ...about, profile: other }, {}, on('2026-01-12')), imported),
      await world.other(dealCorrected.of(about, { amount: eur(8), reason: 'x' }, on('2026-01-21')), imported),
    );
    await engine.drained();
    expect(await rows('select status, amount::int from read.deals_list')).toEqual([{ status: 'won', amount: 8 }]);
    await world.append(await world.undo('i-1'));
    await engine.drained();
    expect(await world.digests(engine, 'now')).toEqual(before);
  });

  it('are rebuilt as they are live, however late and whatever is taken back', async () => {
    const random = seeded(11);
    const pick = (n: number): number => Math.floor(random() * n);
    const sent: NewEvent[] = [];
    for (let round = 0; round < 6; round++) {
      const events: NewEvent[] = [];
      for (let i = 0; i < 30; i++) {
        const id = { deal: `0192f0c1-1111-8000-8000-00000000000${pick(6)}`, ...(random() < 0.5 ? { owner: ann } : {}) };
        const day = `2026-01-${String(1 + pick(28)).padStart(2, '0')}`;
        const when = [on(day), at(`${day}T1${pick(10)}:00`), undated][pick(3)]!;
        const happening = [
          () => dealOpened.of({ ...id, profile: contact }, { stage: 's0', amount: eur(pick(100)) }, when),
          () => dealStageChanged.of(id, { stage: `s${pick(4)}` }, when),
          () => dealAmountChanged.of(id, random() < 0.8 ? { amount: eur(pick(100)) } : {}, when),
          () => dealOwnerChanged.of({ deal: id.deal, ...(random() < 0.8 ? { owner: bob } : {}) }, {}, when),
          () => dealWon.of(id, {}, when),
          () => dealLost.of(id, { reason: 'price' }, when),
          () => dealReopened.of(id, {}, when),
          () => dealContactAdded.of({ ...id, profile: other }, { role: `r${pick(2)}` }, when),
          () => dealContactRemoved.of({ ...id, profile: other }, {}, when),
          () => dealCorrected.of(id, { amount: eur(pick(100)), closedOn: day, outcome: 'won', reason: 'x' }, when),
        ][pick(10)]!;
        const taken = sent[pick(sent.length)];
        if (taken !== undefined && random() < 0.15) {
          sent.splice(sent.indexOf(taken), 1);
          events.push(await world.withdraw(taken));
        } else events.push(await world.other(happening(), random() < 0.2 ? { import: `i${pick(3)}` } : {}));
      }
      sent.push(...events.filter(({ type }) => type !== 'withdrawn'));
      await world.append(...events);
      if (round === 4) await world.append(await world.undo('i1'));
      await engine.drained();
    }
    const overlapping = await rows(`
      with r as (select row_number() over () as nr, * from read.deals_deal)
      select a.deal from r a join r b on b.deal = a.deal and b.nr <> a.nr
        and coalesce(a.valid_from, '-infinity') < coalesce(b.valid_to, 'infinity')
        and coalesce(b.valid_from, '-infinity') < coalesce(a.valid_to, 'infinity')
        and a.believed_from < coalesce(b.believed_until, 1000000) and b.believed_from < coalesce(a.believed_until, 1000000)`);
    expect(overlapping).toEqual([]);
    const rebuilt = await engine.digestRebuilt(['deals'], 'all');
    expect(rebuilt.get('deals')).toEqual(await engine.digest('deals', 'all'));
  });
});
