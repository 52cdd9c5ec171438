import { dealOpened, orderPlaced, stageMoved, stagesSet, FUNNEL, DEFAULT_STAGES } from '#journey';
import { Figures } from '../../test/figures.js';

const id = (n: number): string => `0192f0c1-0001-8000-8000-${String(n).padStart(12, '0')}`;
const on = (at: string) => ({ when: { precision: 'instant', at: `2026-${at}T09:00:00.000Z` } as const });
const january = { from: '2026-01-01', to: '2026-02-01' };

describe('figures of marketing', () => {
  it('tell who was reached first, and who came by themselves', async () => {
    const figures = await Figures.start();
    const { world } = figures;
    const [ann, ben, cy] = [{ user: 'ann' }, { user: 'ben' }, { user: 'cy' }];
    await world.append(
      await world.touch(ann, '2026-03-01T10:00:00.000Z', { kind: 'delivered', campaign: 'spring' }),
      await world.touch(ann, '2026-03-02T10:00:00.000Z', { channel: 'web', kind: 'viewed' }),
      await world.touch(ben, '2026-03-01T10:00:00.000Z', { channel: 'web', kind: 'viewed' }),
      await world.touch(cy, '2026-03-03T10:00:00.000Z', { channel: 'web', kind: 'viewed', utmSource: 'news' }),
    );
    await figures.drained();
    expect(await figures.ask('direct-share')).toMatchObject({ numerator: 1, denominator: 3 });
    expect(await figures.by('brand-reach', 'channel', { to: '2026-03-03' })).toEqual({ email: 1, web: 1 });
    // business with a company that nobody of it is named in reaches no contact
    const about = { deal: '0192f0c1-0002-8000-8000-000000000001', company: world.nodes({ group: 'crm/acme' }).profile };
    await figures.happened(dealOpened.of(about, {}, { when: { precision: 'day', at: '2026-03-01' } }));
    expect(await figures.ask('brand-reach')).toMatchObject({ version: 2, value: 3 });
    expect(await figures.ask('direct-share')).toMatchObject({ version: 2, numerator: 1, denominator: 3 });
    const first = (name: string) => figures.engine.evaluate(figures.engine.find(name, 1)!, {});
    expect(await first('brand-reach')).toMatchObject({ version: 1, value: 4 });
    expect(await first('direct-share')).toMatchObject({ version: 1, numerator: 1, denominator: 4 });
    await figures.close();
  });

  it('list a campaign whose mails of a period are in neither part of a ratio', async () => {
    const figures = await Figures.start();
    const { world } = figures;
    const mail = (at: string, kind: string) =>
      world.touch({ user: 'ann' }, `2026-${at}T10:00:00.000Z`, { kind, campaign: 'spring' });
    await world.append(await mail('01-10', 'sent'), await mail('01-10', 'delivered'), await mail('02-10', 'opened'));
    await figures.drained();
    const nothing = { value: null, numerator: 0, denominator: 0 };
    const february = { from: '2026-02-01', to: '2026-03-01' };
    expect(await figures.ask('delivered-rate', february)).toMatchObject(nothing);
    const { rows } = await figures.ask('delivered-rate', { ...february, by: ['campaign'] });
    expect(rows).toMatchObject([{ slice: { campaign: 'spring' }, ...nothing }]);
    const months = await figures.ask('delivered-rate', { from: '2026-01-01', bucket: 'month' });
    expect(months.rows.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 1],
      [0, 0],
    ]);
    await figures.close();
  });

  it('tell which variant of a campaign is better, once there are enough recipients', async () => {
    const figures = await Figures.start();
    const { world } = figures;
    const mails = [...Array(40).keys()].flatMap((n) => {
      const mail = { campaign: 'spring', variant: n % 2 === 0 ? 'a' : 'b' };
      const clicks = n % 2 === 0 ? n < 4 : n < 30;
      const touch = (kind: string) => world.touch({ user: `u${n}` }, '2026-03-01T10:00:00.000Z', { kind, ...mail });
      return [touch('delivered'), ...(clicks ? [touch('clicked'), touch('clicked')] : [])];
    });
    await world.append(...(await Promise.all(mails)));
    await figures.drained();
    const by = { by: ['campaign', 'variant'] };
    const few = await figures.ask('variant-verdict', by);
    expect(few.rows.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [2, 20],
      [15, 20],
    ]);
    expect(few.verdicts).toMatchObject([{ slice: { campaign: 'spring' }, enough: false, winner: null }]);
    const enough = await figures.ask('variant-verdict', { ...by, parameters: { sample: 20 } });
    expect(enough.verdicts).toMatchObject([{ enough: true, winner: 'b' }]);
    await figures.close();
  });

  it('follow those captured in a period to where they got, ever or in time', async () => {
    const figures = await Figures.start();
    const { world } = figures;
    const who = (name: string) => ({ email: `${name}@example.com` });
    const node = (name: string) => world.nodes(who(name)).profile;
    const asked = (name: string, at: string, more: object = {}) =>
      world.touch(who(name), `2026-${at}T09:00:00.000Z`, {
        channel: 'web',
        kind: 'submitted',
        campaign: 'spring',
        ...more,
      });
    await world.append(
      await asked('ann', '01-05'),
      await asked('ann', '01-06', { campaign: 'summer' }),
      await asked('ben', '01-10', { campaign: 'summer' }),
      await asked('cy', '01-20'),
      await asked('di', '02-10'),
      await asked('eva', '01-12', { kind: 'viewed' }),
    );
    const order = (name: string, n: number, at: string) =>
      orderPlaced.of({ order: id(n), profile: node(name) }, { amount: { amount: 100, currency: 'EUR' } }, on(at));
    const known = await figures.happened(order('ann', 1, '01-25'), order('di', 2, '02-01'));
    await world.append(await asked('ben', '02-01', { channel: 'meeting', kind: 'booked' }));
    await figures.happened(order('ben', 3, '03-01'));
    expect(await figures.ask('leads-captured', january)).toMatchObject({ value: 3 });
    // who bought before asking is no lead
    expect(await figures.ask('leads-captured')).toMatchObject({ value: 3 });
    expect(await figures.by('leads-captured', 'campaign', january)).toEqual({ spring: 2, summer: 1 });
    expect(await figures.ask('lead-conversion', january)).toMatchObject({ numerator: 2, denominator: 3 });
    expect(await figures.ask('lead-conversion', { ...january, asKnownAt: known })).toMatchObject({ numerator: 1 });
    const within = (days: number, asOf: string) => ({ ...january, asOf: `2026-${asOf}`, parameters: { days } });
    expect(await figures.ask('lead-conversion', within(30, '04-01'))).toMatchObject({ numerator: 1, denominator: 3 });
    expect(await figures.ask('lead-conversion', within(30, '02-11'))).toMatchObject({
      numerator: 1,
      denominator: 2,
      immature: { denominator: 1 },
    });
    expect(await figures.ask('qualification-rate', january)).toMatchObject({ numerator: 2, denominator: 3 });
    expect(await figures.ask('qualification-rate', within(22, '04-01'))).toMatchObject({ numerator: 2 });
    expect(await figures.ask('qualification-rate', within(21, '04-01'))).toMatchObject({ numerator: 1 });
    // where a later definition has its stages elsewhere, each stay is judged by its own
    await figures.happened(
      stagesSet.of({ stages: FUNNEL }, { ...DEFAULT_STAGES, stages: DEFAULT_STAGES.stages.slice(1) }),
      stageMoved.of({ profile: node('cy') }, { stage: 'lead', reason: 'again' }, on('03-05')),
    );
    expect(await figures.ask('qualification-rate', january)).toMatchObject({ numerator: 2 });
    await figures.happened(
      stageMoved.of({ profile: node('cy') }, { stage: 'marketing-qualified', reason: 'called' }, on('03-06')),
    );
    expect(await figures.ask('qualification-rate', january)).toMatchObject({ numerator: 3 });
    await figures.close();
  });
});
