/** Where a function is largest, as far as was found. */
export interface Maximum {
  readonly at: readonly number[];
  readonly value: number;
  /** How often the function was asked. */
  readonly evaluations: number;
  /** Whether a fresh simplex around the place found nothing better: false means that the place is not to be trusted. */
  readonly converged: boolean;
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/** How far the first simplex reaches, and those that look again. */
const STEP = 0.5;
const AGAIN = 0.1;
/** A simplex is done where its values and its corners differ by no more. */
const CLOSE = 1e-10;
const NEAR = 1e-5;
/** What another simplex gains that is nothing. */
const BETTER = 1e-9;

/**
 * The simplex method of Nelder & Mead (Computer Journal 7, 1965), with their coefficients, started anew where it ended
 * until that gains nothing: a simplex that has collapsed stops anywhere. A value that is no number counts as the worst.
 */
export function maximise(
  of: (at: readonly number[]) => number,
  start: readonly number[],
  most = 1_000 * start.length,
): Maximum {
  let evaluations = 0;
  const asked = (at: readonly number[]): Vertex => {
    evaluations++;
    const value = of(at);
    return { at, value: Number.isNaN(value) ? -Infinity : value };
  };
  const enough = (): boolean => evaluations >= most;
  let best = climb(asked, asked(start), STEP, enough);
  while (!enough()) {
    const found = climb(asked, best, AGAIN, enough);
    const gained = found.value - best.value;
    best = found;
    if (gained <= BETTER * (1 + Math.abs(best.value)))
      return { ...best, evaluations, converged: Number.isFinite(best.value) };
  }
  return { ...best, evaluations, converged: false };
}

function climb(asked: (at: readonly number[]) => Vertex, start: Vertex, step: number, enough: () => boolean): Vertex {
  const n = start.at.length;
  let simplex = [start, ...start.at.map((_, i) => asked(start.at.map((x, j) => (i === j ? x + step : x))))];
  for (;;) {
    simplex = simplex.sort((a, b) => b.value - a.value);
    const [best, worst] = [simplex[0]!, simplex[n]!];
    const spread = Math.max(...best.at.map((x, i) => Math.abs(x - worst.at[i]!)));
    if (enough() || (best.value - worst.value <= CLOSE * (1 + Math.abs(best.value)) && spread < NEAR)) return best;
    const centre = best.at.map((_, i) => simplex.slice(0, n).reduce((sum, { at }) => sum + at[i]!, 0) / n);
    const along = (far: number): Vertex => asked(centre.map((x, i) => x + far * (worst.at[i]! - x)));
    const reflected = along(-1);
    if (reflected.value > best.value) {
      const expanded = along(-2);
      simplex[n] = expanded.value > reflected.value ? expanded : reflected;
    } else if (reflected.value > simplex[n - 1]!.value) simplex[n] = reflected;
    else {
      const contracted = reflected.value > worst.value ? along(-0.5) : along(0.5);
      if (contracted.value > Math.max(worst.value, reflected.value)) simplex[n] = contracted;
      else simplex = [best, ...simplex.slice(1).map(({ at }) => asked(at.map((x, i) => (x + best.at[i]!) / 2)))];
    }
  }
}
