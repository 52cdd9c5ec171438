import type { BgNbd, Purchases } from '../src/bg-nbd.js';
import type { GammaGamma, Spending } from '../src/gamma-gamma.js';

/** Draws from the stories the models tell, not from their formulas: seeded, so that a test is the same every time. */
export function draws(seed: number): {
  readonly purchases: (model: BgNbd, customers: number, age: (random: () => number) => number) => Purchases[];
  readonly spending: (model: GammaGamma, customers: number) => Spending[];
} {
  const random = mulberry(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  /** Marsaglia & Tsang, ACM Trans. Math. Software 26, 2000. */
  const gamma = (shape: number, rate: number): number => {
    if (shape < 1) return gamma(shape + 1, rate) * random() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / rate;
    }
  };
  const beta = (a: number, b: number): number => {
    const x = gamma(a, 1);
    return x / (x + gamma(b, 1));
  };
  return {
    purchases: ({ r, alpha, a, b }, customers, age) =>
      Array.from({ length: customers }, () => {
        const seen = age(random);
        const rate = gamma(r, alpha);
        const leaves = beta(a, b);
        let [frequency, recency, time] = [0, 0, 0];
        for (;;) {
          time -= Math.log(1 - random()) / rate;
          if (time > seen) break;
          frequency++;
          recency = time;
          if (random() < leaves) break;
        }
        return { frequency, recency, age: seen };
      }),
    spending: ({ p, q, gamma: scale }, customers) =>
      Array.from({ length: customers }, () => {
        const purchases = 1 + Math.floor(6 * random());
        const rate = gamma(q, scale);
        return { purchases, mean: gamma(p * purchases, rate) / purchases };
      }),
  };
}

function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
