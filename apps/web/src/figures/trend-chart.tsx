import { useElementSize } from '@mantine/hooks';
import styles from './chart.module.css';
import { ticks } from './scale.js';
import { pieces } from './sparkline.js';

/** A part of the period. */
export interface TrendPoint {
  readonly key: string;
  readonly label: string;
  readonly value: number | null;
  /** What is read on hover. */
  readonly text: string;
}

interface Props {
  readonly points: readonly TrendPoint[];
  /** What it shows, for those who do not see it: its numbers stand in a table beside. */
  readonly label: string;
  /** Bars for what adds up, a line for what does not. */
  readonly look: 'bars' | 'line';
  readonly axis: (value: number) => string;
  readonly onPick?: (key: string) => void;
}

const HEIGHT = 220;
const TOP = 8;
const BOTTOM = 24;
const LABEL = 72;

/** A figure over the parts of a period. */
export function TrendChart({ points, label, look, axis, onPick }: Props) {
  const { ref, width } = useElementSize();
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const marks = ticks(Math.min(0, ...known), Math.max(0, ...known));
  const [low, high] = [marks[0]!, marks.at(-1)!];
  const left = 12 + 7 * Math.max(...marks.map((mark) => axis(mark).length));
  const step = Math.max(0, width - left - 8) / Math.max(1, points.length);
  const x = (i: number): number => left + step * (i + 0.5);
  const y = (value: number): number => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const every = Math.max(1, Math.ceil(LABEL / Math.max(1, step)));
  const bar = Math.min(40, step * 0.7);
  return (
    <div className={styles.chart} ref={ref} style={{ height: HEIGHT }}>
      {width === 0 ? null : (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          {marks.map((mark) => (
            <g key={mark}>
              <line className={mark === 0 ? styles.zero : styles.grid} x1={left} x2={width} y1={y(mark)} y2={y(mark)} />
              <text className={styles.axis} x={left - 8} y={y(mark) + 4} textAnchor="end">
                {axis(mark)}
              </text>
            </g>
          ))}
          {points.map(({ key, label: name }, i) =>
            i % every === 0 ? (
              <text key={key} className={styles.axis} x={x(i)} y={HEIGHT - 6} textAnchor="middle">
                {name}
              </text>
            ) : null,
          )}
          {look === 'bars'
            ? points.map(({ key, value }, i) =>
                value === null || value === 0 ? null : (
                  <rect
                    key={key}
                    className={styles.bar}
                    x={x(i) - bar / 2}
                    width={bar}
                    y={Math.min(y(value), y(0))}
                    height={Math.max(1, Math.abs(y(value) - y(0)))}
                    rx={2}
                  />
                ),
              )
            : pieces(points.map(({ value }) => value)).map((piece) => (
                <g key={piece[0]![0]}>
                  <polyline
                    className={styles.line}
                    points={piece.map(([i, value]) => `${x(i)},${y(value)}`).join(' ')}
                  />
                  {piece.map(([i, value]) => (
                    <circle key={i} className={styles.dot} cx={x(i)} cy={y(value)} r={step < 14 ? 0 : 4} />
                  ))}
                </g>
              ))}
          {points.map(({ key, text }, i) => (
            // The table beside has a link for each of these.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <rect
              key={key}
              className={styles.hit}
              x={x(i) - step / 2}
              width={step}
              y={TOP}
              height={HEIGHT - TOP - BOTTOM}
              {...(onPick === undefined ? {} : { onClick: () => onPick(key), style: { cursor: 'pointer' } })}
            >
              <title>{text}</title>
            </rect>
          ))}
        </svg>
      )}
    </div>
  );
}
