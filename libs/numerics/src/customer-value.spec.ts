import { bgNbdAlive, bgNbdExpected, bgNbdExpectedOf, bgNbdLogLikelihood, fitBgNbd, type Purchases } from './bg-nbd.js';
import { fitGammaGamma, gammaGammaExpected, gammaGammaLogLikelihood, type Spending } from './gamma-gamma.js';
import { fitSbg, sbgLogLikelihood, sbgResidualLifetime, sbgSurvival, type Renewals } from './shifted-beta-geometric.js';
import { betaln, gammaln, hypergeometric } from './special.js';
import { draws } from '../test/draws.js';

const rounded = (value: number, places: number): number => Number(value.toFixed(places));

/** The parameters of CDNOW: Fader, Hardie & Lee, Marketing Science 24, 2005, table 2. The data are not here. */
const CDNOW = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

describe('the BG/NBD model', () => {
  it('expects what its authors do of CDNOW, in all and of a customer', () => {
    // their worksheet, "Implementing the BG/NBD Model for Customer Base Analysis in Excel", 2005; its parameters have
    // more digits than the three that are printed, so no more than three of what it expects can be met
    for (const [time, expected] of [
      [1, 0.0532],
      [3, 0.1506],
      [223 / 7, 1.0405],
      [32, 1.0437],
      [78, 1.8576],
    ] as const)
      expect(Math.abs(bgNbdExpected(CDNOW, time) / expected - 1)).toBeLessThan(0.002);
    expect(rounded(bgNbdExpectedOf(CDNOW, { frequency: 2, recency: 30.43, age: 38.86 }, 39), 3)).toBe(1.226);
  });

  it('has probabilities for likelihoods: over all that may be, they are 1', () => {
    // nobody and once within a week: P(X = 0) + density of X = 1 over its time + the rest, by the simulated share
    const model = { r: 2, alpha: 3, a: 1.5, b: 2.5 };
    const age = 2;
    const none = Math.exp(bgNbdLogLikelihood(model, [{ frequency: 0, recency: 0, age }]));
    expect(none).toBeCloseTo((model.alpha / (model.alpha + age)) ** model.r, 12);
    const steps = 2_000;
    let once = 0;
    for (let i = 0; i < steps; i++) {
      const recency = ((i + 0.5) * age) / steps;
      once += (Math.exp(bgNbdLogLikelihood(model, [{ frequency: 1, recency, age }])) * age) / steps;
    }
    const customers = draws(3).purchases(model, 50_000, () => age);
    const share = customers.filter(({ frequency }) => frequency === 1).length / customers.length;
    expect(Math.abs(once - share)).toBeLessThan(0.008);
  });

  it('finds again the parameters that purchases were drawn with', () => {
    const drawn = draws(11).purchases(CDNOW, 6_000, (random) => 27 + 12 * random());
    const { parameters, logLikelihood, converged, evaluations } = fitBgNbd(drawn);
    expect(converged).toBe(true);
    expect(evaluations).toBeGreaterThan(50);
    expect(logLikelihood).toBeCloseTo(bgNbdLogLikelihood(parameters, drawn), 4);
    expect(logLikelihood).toBeGreaterThanOrEqual(bgNbdLogLikelihood(CDNOW, drawn));
    expect(Math.abs(parameters.r - CDNOW.r)).toBeLessThan(0.025);
    expect(Math.abs(parameters.alpha - CDNOW.alpha)).toBeLessThan(0.6);
    const { a, b } = parameters;
    expect(Math.abs(a / (a + b) - CDNOW.a / (CDNOW.a + CDNOW.b))).toBeLessThan(0.04);
  });

  it('has the same likelihood for customers who are alike, and knows who has left', () => {
    const customer: Purchases = { frequency: 3, recency: 10, age: 30 };
    expect(bgNbdLogLikelihood(CDNOW, [{ ...customer, customers: 4 }])).toBeCloseTo(
      bgNbdLogLikelihood(CDNOW, [customer, customer, customer, customer]),
      10,
    );
    expect(bgNbdAlive(CDNOW, { frequency: 0, recency: 0, age: 30 })).toBe(1);
    expect(bgNbdAlive(CDNOW, customer)).toBeLessThan(bgNbdAlive(CDNOW, { ...customer, recency: 29 }));
  });

  it('says when there is nothing to find', () => {
    expect(fitBgNbd([{ frequency: 0, recency: 0, age: 10, customers: 50 }]).converged).toBe(false);
  });
});

describe('the gamma-gamma model', () => {
  /** The parameters of CDNOW: Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013. */
  const model = { p: 6.25, q: 3.74, gamma: 15.44 };

  it('expects of everybody the mean of all, and of a customer something between that and their own', () => {
    const all = gammaGammaExpected(model, { purchases: 0, mean: 0 })!;
    expect(all).toBeCloseTo((6.25 * 15.44) / 2.74, 10);
    const of = (purchases: number): number => gammaGammaExpected(model, { purchases, mean: 80 })!;
    expect([of(1) > all, of(2) > of(1), of(100) > of(2), of(100) < 80]).toEqual([true, true, true, true]);
    expect(gammaGammaExpected({ ...model, q: 0.5 }, { purchases: 0, mean: 0 })).toBeNull();
  });

  it('has a density for likelihood: over all means it is 1', () => {
    for (const purchases of [1, 4]) {
      let all = 0;
      for (let i = 0; i < 20_000; i++) {
        const mean = (i + 0.5) / 10;
        all += Math.exp(gammaGammaLogLikelihood(model, [{ purchases, mean }])) / 10;
      }
      expect(all).toBeCloseTo(1, 3);
    }
  });

  it('finds again the parameters that spending was drawn with', () => {
    const spent: readonly Spending[] = draws(5).spending(model, 20_000);
    const { parameters, logLikelihood, converged } = fitGammaGamma(spent);
    expect(converged).toBe(true);
    expect(logLikelihood).toBeCloseTo(gammaGammaLogLikelihood(parameters, spent), 3);
    expect(Math.abs(parameters.p / model.p - 1)).toBeLessThan(0.08);
    expect(Math.abs(parameters.q / model.q - 1)).toBeLessThan(0.08);
    expect(Math.abs(parameters.gamma / model.gamma - 1)).toBeLessThan(0.15);
  });
});

/** Of a thousand customers, those left after each year: Fader & Hardie, J. Interactive Marketing 21, 2007, table 1. */
const HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491];
const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241];

function renewalsOf(survivors: readonly number[]): readonly Renewals[] {
  const last = survivors.length - 1;
  return [
    ...survivors.slice(1).map((there, i) => ({ renewal: i + 1, left: true, customers: survivors[i]! - there })),
    { renewal: last, left: false, customers: survivors[last]! },
  ];
}

describe('the shifted-beta-geometric model', () => {
  it.each([
    ['high end', HIGH_END, 0.668, 3.806, -1611.2],
    ['regular', REGULAR, 0.704, 1.182, -1680.3],
  ])('has the published parameters for %s customers', (_name, survivors, alpha, beta, likelihood) => {
    const { parameters, logLikelihood, converged } = fitSbg(renewalsOf(survivors));
    expect([rounded(parameters.alpha, 3), rounded(parameters.beta, 3), rounded(logLikelihood, 1), converged]).toEqual([
      alpha,
      beta,
      likelihood,
      true,
    ]);
  });

  it('projects what is left as its product form does', () => {
    const model = { alpha: 0.668, beta: 3.806 };
    let share = 1;
    for (let year = 1; year <= 12; year++) {
      share *= (model.beta + year - 1) / (model.alpha + model.beta + year - 1);
      expect(sbgSurvival(model, year)).toBeCloseTo(share, 10);
    }
    // observed in year 12: 39.4 %
    expect(Math.abs(share - 0.394)).toBeLessThan(0.025);
    expect(sbgLogLikelihood(model, [{ renewal: 1, left: true, customers: 1 }])).toBeCloseTo(
      Math.log(model.alpha / (model.alpha + model.beta)),
      10,
    );
  });

  it('discounts what is still to come as the sum of it does', () => {
    const model = { alpha: 0.704, beta: 1.182 };
    for (const renewals of [1, 3]) {
      let sum = 0;
      for (let ahead = 0; ahead < 3_000; ahead++)
        sum += sbgSurvival(model, renewals + ahead) / sbgSurvival(model, renewals - 1) / 1.1 ** ahead;
      expect(sbgResidualLifetime(model, renewals, 0.1)).toBeCloseTo(sum, 8);
    }
  });
});

describe('special functions', () => {
  it('have the values of the tables', () => {
    // Abramowitz & Stegun: 6.1.8, 6.1.12, 15.1.3, 15.1.4
    expect(gammaln(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(gammaln(11)).toBeCloseTo(Math.log(3_628_800), 12);
    expect(betaln(2, 3)).toBeCloseTo(Math.log(1 / 12), 12);
    expect(hypergeometric(1, 1, 2, 0.5)).toBeCloseTo(-Math.log(0.5) / 0.5, 12);
    expect(hypergeometric(0.5, 1, 1.5, 0.36)).toBeCloseTo(Math.log(1.6 / 0.4) / 2 / 0.6, 12);
  });
});
