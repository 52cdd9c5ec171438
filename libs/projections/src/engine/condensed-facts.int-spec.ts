import {
  dealCorrected,
  dealOpened,
  dealWon,
  DEFAULT_STAGES,
  FUNNEL,
  orderPlaced,
  stageMoved,
  stagesSet,
} from '#journey';
import { contactsLinked, contactsUnlinked, type NewEvent, type ProjectionDefinition } from '#kernel';
import { seeded, World, type Who } from '../../test/world.js';
import { funnel } from '../models/funnel.js';

/** As it is, but derived from all there is. */
const whole: ProjectionDefinition = {
  ...funnel,
  states: Object.fromEntries(
    Object.entries(funnel.states).map(([name, { condensing: _left, ...table }]) => [name, table]),
  ),
};
const MODELS = { models: [funnel], batchSize: 15 };
const DAYS = 300;

describe('people and companies with ever more facts of which few matter', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begun();
  });
  afterAll(() => world.close());

  const random = seeded(41);
  const instant = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day, 9)).toISOString();
  const when = (day: number) => ({ when: { precision: 'instant', at: instant(day) } }) as const;
  const who = (n: number): Who => ({ user: `u${n}`, email: `p${n}@busy.example`, domain: 'busy.example' });
  const about = (n: number): { profile: string; others: string[] } => {
    const { profile, others } = world.nodes(who(n));
    return { profile, others };
  };
  const thing = (n: number): string => `0192f0c1-0009-8000-8000-${String(n).padStart(12, '0')}`;
  const money = { amount: 100, currency: 'EUR' };

  /** Mostly forms and orders in the order of time; some late, of an import, taken back, moved by people. */
  async function aDay(day: number, forms: NewEvent[]): Promise<NewEvent[]> {
    const n = Math.floor(random() * 3);
    const late = random() < 0.1 ? Math.floor(random() * day) : day;
    const chance = random();
    if (chance < 0.02)
      return [
        await world.other(stageMoved.of({ profile: about(n).profile }, { stage: 'lead', reason: 'again' }, when(late))),
      ];
    if (chance < 0.05 && forms.length > 0) return [await world.withdraw(forms[Math.floor(random() * forms.length)]!)];
    if (chance < 0.06) return [await world.undo('some')];
    if (chance < 0.2)
      return [await world.other(orderPlaced.of({ order: thing(day), ...about(n) }, { amount: money }, when(late)))];
    const options = chance < 0.3 ? { import: 'some' } : {};
    const form = await world.touch(who(n), instant(late), { channel: 'web', kind: 'submitted' }, options);
    if (chance > 0.3) forms.push(form);
    return [form];
  }

  it('have the rows that a rebuild from all of them gives, however they grow and whatever is taken back', async () => {
    const forms: NewEvent[] = [];
    let engine = world.engine(MODELS);
    await engine.start();
    for (let day = 0; day < DAYS; day++) {
      await world.append(...(await aDay(day, forms)));
      if (day === 100) await world.append(await linked(0, 1));
      if (day === 180) await world.append(await linked(0, 1, contactsUnlinked));
      if (day === 220)
        for (const event of [
          dealOpened.of({ deal: thing(901), ...about(2) }, {}, when(200)),
          dealWon.of({ deal: thing(901), ...about(2) }, {}, when(210)),
          dealCorrected.of({ deal: thing(901), ...about(2) }, { reason: 'misread', outcome: 'lost' }, when(215)),
        ])
          await world.append(await world.other(event));
      if (day === 60 || day === 240)
        await world.append(
          await world.other(
            stagesSet.of(
              { stages: FUNNEL },
              { ...DEFAULT_STAGES, captures: day === 60 ? [{ channel: 'web' }] : DEFAULT_STAGES.captures },
            ),
          ),
        );
      if (day % 20 === 19) await engine.drained();
      // what another process derived meanwhile is not what this one knows
      if (day === 150) {
        await world.stop(engine);
        engine = world.engine(MODELS);
        await engine.start();
      }
    }
    await engine.drained();
    const { rows } = await world.pool.query<{ n: string }>('select count(*) as n from read.funnel_cause');
    expect(Number(rows[0]!.n)).toBeGreaterThan(DAYS);
    for (const definition of [funnel, whole]) {
      const rebuilt = await world.engine({ models: [definition] }).digestRebuilt(['funnel'], 'all');
      expect(rebuilt.get('funnel')).toEqual(await engine.digest('funnel', 'all'));
    }
  });

  function linked(a: number, b: number, judgement: typeof contactsLinked | typeof contactsUnlinked = contactsLinked) {
    const [x, y] = [world.nodes(who(a)).profile, world.nodes(who(b)).profile];
    const [node, other] = x < y ? [x, y] : [y, x];
    return world.other(judgement.of({ node, other }, {}));
  }
});
