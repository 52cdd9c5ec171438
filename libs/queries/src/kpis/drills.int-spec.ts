import type { KpiDefinition } from '#kernel';
import { busyHistory } from '../../test/busy-history.js';
import { Figures } from '../../test/figures.js';
import { compared, inMonths } from '../../test/listed.js';
import type { KpiQuestion } from '../index.js';
import { kpis } from './index.js';

const quarter = { from: '2026-01-01', to: '2026-04-01' };

describe('the records of every figure', () => {
  let figures: Figures;
  let known: string;
  beforeAll(async () => {
    figures = await Figures.start();
    const events = await busyHistory(figures.world, 7, 20);
    const half = Math.floor(events.length / 2);
    await figures.world.append(...events.slice(0, half));
    known = String((await figures.world.log.head()).position);
    await figures.world.append(...events.slice(half));
    await figures.drained();
  });
  afterAll(() => figures.close());

  /** Everything a figure can be asked by: as a whole, by each slice, in parts, and at other moments. */
  const questions = (kpi: KpiDefinition, slices = Object.keys(kpi.slices)): readonly KpiQuestion[] => [
    {},
    { ...quarter, ...inMonths(kpi), by: slices.slice(0, 1) },
    { ...quarter, asOf: '2026-02-15', asKnownAt: known, by: slices.slice(-1) },
    ...slices.map((slice) => ({ ...quarter, by: [slice] })),
  ];

  it.each(kpis.map((kpi) => [`${kpi.name} ${kpi.version}`, kpi] as const))(
    'are exactly those counted: %s',
    async (_, kpi) => {
      let counted = 0;
      for (const question of questions(kpi)) {
        const { answer, said, listed } = await compared(figures.engine, kpi, question);
        expect([question, listed]).toEqual([question, said]);
        counted += answer.n + answer.undated.n + answer.immature.n;
      }
      // a history that has nothing of a figure says nothing about it
      expect(counted).toBeGreaterThan(0);
    },
  );

  it.each(['onboarding-time', 'speed-to-contact', 'stage-conversion'])(
    'are those that version 1 of %s counts',
    async (name) => {
      const [first, second] = [1, 2].map((version) => figures.engine.find(name, version)!);
      for (const question of questions(second!)) {
        const [before, after] = [
          await compared(figures.engine, first!, question),
          await compared(figures.engine, second!, question),
        ];
        expect([question, after.listed]).toEqual([question, before.listed]);
        expect([question, { ...after.answer, version: 1, hash: before.answer.hash }]).toEqual([
          question,
          before.answer,
        ]);
      }
    },
  );
});
