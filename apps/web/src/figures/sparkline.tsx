import styles from './chart.module.css';

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 3;

/** The shape of a trend, without words: what it says stands beside it. Nothing is drawn where there was no figure. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return <span className={styles.noSpark} aria-hidden />;
  const low = Math.min(0, ...known);
  const high = Math.max(...known);
  const x = (i: number): number => EDGE + (i * (WIDTH - 2 * EDGE)) / Math.max(1, values.length - 1);
  const y = (value: number): number => HEIGHT - EDGE - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const lines = pieces(values).map((piece) => piece.map(([i, value]) => `${x(i)},${y(value)}`).join(' '));
  const last = values.findLastIndex((value) => value !== null);
  return (
    <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden preserveAspectRatio="none">
      {lines.map((points) => (
        <polyline key={points} points={points} vectorEffect="non-scaling-stroke" />
      ))}
      <line x1={x(last)} x2={x(last)} y1={y(values[last]!)} y2={y(values[last]!)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The runs of values without a gap. */
export function pieces(values: readonly (number | null)[]): (readonly [at: number, value: number])[][] {
  const found: (readonly [number, number])[][] = [];
  let open = false;
  for (const [i, value] of values.entries()) {
    if (value === null) open = false;
    else {
      if (!open) found.push([]);
      found.at(-1)!.push([i, value]);
      open = true;
    }
  }
  return found;
}
