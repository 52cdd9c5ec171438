import {
  bgNbdExpectedOf,
  gammaGammaExpected,
  sbgResidualLifetime,
  sbgSurvival,
  type BgNbd,
  type GammaGamma,
} from '#numerics';
import { seeded } from '../../../../projections/test/world.js';
import { modelOf, predicted, type KnownHistory } from './prediction.js';

const DAYS_A_MONTH = 30.436875;
const still = { months: 12, discount: 0 };

/** A gamma distributed number of a whole shape. */
function drawn(shape: number, rate: number, random: () => number): number {
  let product = 1;
  for (let i = 0; i < shape; i++) product *= 1 - random();
  return -Math.log(product) / rate;
}

/** Customers as both models have them, each seen for up to two years: all are counted. */
function customers(n: number, random: () => number): readonly KnownHistory[] {
  return Array.from({ length: n }, (): KnownHistory => {
    const age = 365 + Math.floor(random() * 365);
    const rate = drawn(1, 60, random);
    const leaves = 1 - (1 - random()) ** (1 / 4);
    const spends = drawn(4, 15, random);
    let [frequency, recency, spent] = [0, 0, 0];
    for (let day = drawn(1, rate, random); day < age; day += drawn(1, rate, random)) {
      frequency++;
      recency = day;
      spent += drawn(6, spends / 100, random);
      if (random() < leaves) break;
    }
    return [1, 1, [frequency, Math.floor(recency), age, frequency === 0 ? 0 : spent / frequency]];
  });
}
const bought = customers(600, seeded(11));

/** Of a thousand subscriptions, those left after each renewal; those that are left count. Fader & Hardie 2007, table 1, regular. */
const SURVIVORS = [1000, 631, 468, 382, 326, 289, 262, 241];
const renewed: readonly KnownHistory[] = [
  ...SURVIVORS.slice(1).map((there, i): KnownHistory => [0, SURVIVORS[i]! - there, [i + 1, 1, 0]]),
  [241, 241, [7, 0, 1_000]],
];

describe('a prediction of purchases', () => {
  it('is how often each customer comes back times what each spends, over the months ahead', () => {
    const { sum, mean, model } = predicted('purchases', bought, still);
    const { expecting, fits } = modelOf('purchases', bought, still);
    expect(fits.map(({ name, converged }) => [name, converged])).toEqual([
      ['bg-nbd', true],
      ['gamma-gamma', true],
    ]);
    expect(model).toEqual({ histories: 600, fits });
    expect(mean).toBeCloseTo(sum! / 600, 9);
    expect(sum).toBeCloseTo(
      bought.reduce((all, [n, , history]) => all + n * expecting!(history)!, 0),
      6,
    );
    const [coming, spending] = fits.map(({ parameters }) => parameters);
    const times = bgNbdExpectedOf(
      coming as unknown as BgNbd,
      { frequency: 4, recency: 300, age: 330 },
      12 * DAYS_A_MONTH,
    );
    const each = gammaGammaExpected(spending as unknown as GammaGamma, { purchases: 4, mean: 2_500 })!;
    expect(expecting!([4, 300, 330, 2_500])).toBeCloseTo(times * each, 6);
  });

  it('is less of who waited long, and less when waiting costs', () => {
    const { expecting } = modelOf('purchases', bought, still);
    expect(expecting!([6, 100, 350, 4_000])!).toBeLessThan(expecting!([6, 340, 350, 4_000])!);
    const dearer = predicted('purchases', bought, { months: 12, discount: 0.5 }).sum!;
    const { sum } = predicted('purchases', bought, still);
    expect(dearer).toBeLessThan(sum!);
    expect(dearer).toBeGreaterThan(sum! / 1.5);
  });

  it('is nothing of who came back and brought nothing, and something of who has not come back yet', () => {
    const { expecting } = modelOf('purchases', bought, still);
    expect(expecting!([5, 300, 340, 0])).toBe(0);
    expect(expecting!([5, 300, 340, -200])).toBe(0);
    expect(expecting!([0, 0, 30, 0])!).toBeGreaterThan(0);
  });

  it('is none where nobody came back', () => {
    expect(predicted('purchases', [[40, 40, [0, 0, 360, 0]]], still)).toEqual({
      sum: null,
      mean: null,
      model: { histories: 40, fits: [] },
    });
  });
});

describe('a prediction of renewals', () => {
  it('has the published parameters, and what is left is worth what the product form says', () => {
    const { sum, mean, model } = predicted('renewals', renewed, { months: 24, discount: 0 });
    const { parameters } = model.fits[0]!;
    expect([parameters['alpha']!.toFixed(3), parameters['beta']!.toFixed(3), model.histories]).toEqual([
      '0.704',
      '1.182',
      1_000,
    ]);
    const of = parameters as unknown as { alpha: number; beta: number };
    let expected = 0;
    for (let month = 1; month <= 24; month++) expected += (1_000 * sbgSurvival(of, 7 + month)) / sbgSurvival(of, 7);
    expect(mean).toBeCloseTo(expected, 6);
    expect(sum).toBeCloseTo(241 * expected, 4);
  });

  it('comes to the discounted residual lifetime when it looks far enough', () => {
    const { mean, model } = predicted('renewals', renewed, { months: 3_000, discount: 1.1 ** 12 - 1 });
    const of = model.fits[0]!.parameters as unknown as { alpha: number; beta: number };
    // that one begins with the renewal that is due: one month earlier, of which all are there
    expect(mean).toBeCloseTo((1_000 * sbgResidualLifetime(of, 8, 0.1)) / 1.1, 4);
  });

  it('is none where nobody has left, or everybody has', () => {
    expect(predicted('renewals', [[3, 3, [2, 0, 100]]], still).mean).toBeNull();
    expect(predicted('renewals', [[0, 3, [2, 1, 100]]], still).mean).toBeNull();
  });
});
