import { useElementSize } from '@mantine/hooks';
import type { Figure } from '../api/types.js';
import styles from './chart.module.css';
import { ticks } from './scale.js';

export type Curve = NonNullable<Figure['curve']>;

interface Props {
  readonly curve: Curve;
  readonly label: string;
  readonly share: (value: number) => string;
  readonly time: (value: number) => string;
  readonly height?: number;
}

const TOP = 8;
const BOTTOM = 24;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** The share that survives, step by step, with its 95 % band; where it falls to a half is the median. */
export function SurvivalChart({ curve, label, share, time, height = 240 }: Props) {
  const { ref, width } = useElementSize();
  const { points, median } = curve;
  const left = 52;
  const marks = ticks(0, points.at(-1)?.time ?? 1);
  const end = marks.at(-1)!;
  const x = (at: number): number => left + (at / end) * Math.max(0, width - left - 24);
  const y = (value: number): number => TOP + (1 - value) * (height - TOP - BOTTOM);
  const stairs = (of: (point: Curve['points'][number]) => number): readonly (readonly [number, number])[] => {
    const found: (readonly [number, number])[] = [[x(0), y(1)]];
    for (const point of points) found.push([x(point.time), found.at(-1)![1]], [x(point.time), y(of(point))]);
    return found;
  };
  const text = (steps: readonly (readonly [number, number])[]): string => steps.map((one) => one.join(',')).join(' ');
  const upper = stairs((point) => point.upper);
  const lower = stairs((point) => point.lower);
  return (
    <div className={styles.chart} ref={ref} style={{ height }}>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={label}>
          {SHARES.map((mark) => (
            <g key={mark}>
              <line className={mark === 0 ? styles.zero : styles.grid} x1={left} x2={width} y1={y(mark)} y2={y(mark)} />
              <text className={styles.axis} x={left - 8} y={y(mark) + 4} textAnchor="end">
                {share(mark)}
              </text>
            </g>
          ))}
          {marks.map((mark) => (
            <text
              key={mark}
              className={styles.axis}
              x={x(mark)}
              y={height - 6}
              textAnchor={mark === end ? 'end' : 'middle'}
            >
              {time(mark)}
            </text>
          ))}
          <polygon className={styles.band} points={`${text(upper)} ${text([...lower].reverse())}`} />
          <polyline className={styles.line} points={text(stairs((point) => point.survival))} />
          {median === null ? null : (
            <>
              <line className={styles.median} x1={x(median)} x2={x(median)} y1={y(0.5)} y2={y(0)} />
              <line className={styles.median} x1={x(0)} x2={x(median)} y1={y(0.5)} y2={y(0.5)} />
            </>
          )}
        </svg>
      )}
    </div>
  );
}
