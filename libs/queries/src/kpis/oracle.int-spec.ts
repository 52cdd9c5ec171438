import { ORACLES, type Expected } from '#simulator';
import { SimulatedCompany } from '../../test/simulated-company.js';
import type { KpiAnswer } from '../engine/kpi/answer.js';
import { kpis } from './index.js';

/** As many as are asked for: `npm run oracle` does it for a company of 100,000 touches. */
const touches = Number(process.env['ORACLE_TOUCHES'] ?? 8_000);
const until = Date.parse('2026-03-01T00:00:00Z');

/** Moments of looking: when things had happened by, and which share of everything was recorded by then. */
const LOOKS = [
  { name: 'now', asOf: null, known: 1 },
  { name: 'as of a past moment, as known now', asOf: '2025-10-15T12:00:00.000Z', known: 1 },
  { name: 'as of a past moment, as known then', asOf: '2025-10-15T12:00:00.000Z', known: 0.6 },
  { name: 'as of now, as known in the past', asOf: '2026-03-01T00:00:00.000Z', known: 0.8 },
] as const;
const PERIODS = [
  { from: '2025-03-01', to: '2026-03-01' },
  { from: '2025-07-01', to: '2025-10-01' },
] as const;
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'onboarding-time': { event: 'used' },
  survival: { unit: 'days' },
};

describe('figures of a simulated company', () => {
  let company: SimulatedCompany;
  beforeAll(async () => {
    company = await SimulatedCompany.record({ seed: 11, touches, until });
  }, 3_600_000);
  afterAll(() => company.close());

  it('are told by an oracle, every one of them', () => {
    expect(Object.keys(ORACLES).sort()).toEqual([...new Set(kpis.map(({ name }) => name))].sort());
  });

  describe.each(LOOKS)('$name', ({ asOf, known }) => {
    it.each(Object.keys(ORACLES))('%s is what happened', async (name) => {
      const { upTo, position } = company.known(known);
      for (const { from, to } of PERIODS) {
        const expected = ORACLES[name]!(company.history, {
          from: Date.parse(from),
          to: Date.parse(to),
          asOf: asOf === null ? Date.now() : Date.parse(asOf),
          knownUpTo: upTo,
        });
        const answer = await company.figures.ask(name, {
          from,
          to,
          ...(asOf === null ? {} : { asOf }),
          ...(known === 1 ? {} : { asKnownAt: position }),
          ...(PARAMETERS[name] === undefined ? {} : { parameters: PARAMETERS[name] }),
        });
        expect({ from, to, ...told(answer, expected) }).toEqual({ from, to, ...close(expected) });
      }
    });
  });

  it('are told from enough of everything', () => {
    const knownUpTo = company.history.length;
    const asked = { from: Date.parse('2025-03-01'), to: until, asOf: until, knownUpTo };
    const nothing = Object.entries(ORACLES).filter(([, oracle]) => {
      const { value, numerator = 0, amounts = {}, cells = {} } = oracle(company.history, asked);
      return value === null && numerator === 0 && !Object.values({ ...amounts, ...cells }).some((one) => one !== null);
    });
    expect(nothing.map(([name]) => name)).toEqual([]);
  });
});

/** What the oracle says, of an answer. */
function told(answer: KpiAnswer, expected: Expected): Readonly<Record<string, unknown>> {
  const money = answer.amounts ?? (answer.currency == null ? {} : { [answer.currency]: answer.value });
  const { value, numerator, denominator, n, median, mean } = answer;
  const all: Readonly<Record<string, unknown>> = {
    value: expected.amounts === undefined && expected.cells === undefined ? value : null,
    numerator,
    denominator,
    n,
    median,
    mean,
    undated: answer.undated.n,
    immature: answer.immature.n,
    amounts: money,
    cells: cellsOf(answer),
  };
  const { digits: _, ...said } = expected;
  return Object.fromEntries(Object.keys(said).map((key) => [key, all[key]]));
}

/** The cells of a matrix that anybody is in. */
function cellsOf({ rows }: KpiAnswer): Readonly<Record<string, number>> {
  const cells = rows.flatMap(({ slice: { cohort, step }, numerator, denominator }) =>
    (numerator ?? 0) === 0 ? [] : [[`${cohort}|${step}|${denominator}`, numerator!] as const],
  );
  return Object.fromEntries(cells.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Numbers to nine digits: sums are added up in another order. What a fit comes to, to so many as it says. */
function close({ digits = 9, ...expected }: Expected): Readonly<Record<string, unknown>> {
  const near = (value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value)
      ? (expect.closeTo(value, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))))) as unknown)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, near(one)]))
        : value;
  return near(expected) as Readonly<Record<string, unknown>>;
}
