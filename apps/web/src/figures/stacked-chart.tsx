import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Bucket, KpiLine, KpiRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import styles from './chart.module.css';
import { amountOf, currenciesOf } from './currencies.js';
import { amount } from './figure-format.js';
import figure from './figure.module.css';
import { MOVEMENT, MOVEMENTS } from './movements.js';
import { ticks } from './scale.js';
import { useFigureWords } from './use-figure-words.js';

interface Props {
  readonly line: KpiLine;
  readonly rows: readonly KpiRow[];
  readonly bucket: Bucket | undefined;
  readonly label: string;
}

const HEIGHT = 240;
const TOP = 8;
const BOTTOM = 24;
const LABEL = 72;

/** What moved revenue in each part of the period: gains stacked upwards, losses downwards, a chart for each currency. */
export function StackedChart(props: Props) {
  const currencies = [...new Set(props.rows.flatMap(currenciesOf))].sort();
  if (currencies.length === 0) return <Movements {...props} currency={undefined} />;
  return currencies.map((currency) => <Movements key={currency} {...props} currency={currency} />);
}

interface MovementsProps extends Props {
  readonly currency: string | undefined;
}

function Movements({ line, rows, bucket, label, currency }: MovementsProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { part } = useFigureWords();
  const { ref, width } = useElementSize();
  const parts = [...new Set(rows.map((row) => row.bucket).filter((day) => day !== null))].sort();
  const value = (day: string, movement: string): number => {
    const row = rows.find((one) => one.bucket === day && one.slice[MOVEMENT] === movement);
    return row === undefined ? 0 : (amountOf(row, currency) ?? 0);
  };
  const sums = parts.map((day) => {
    const all = MOVEMENTS.map(({ name }) => value(day, name));
    return [
      all.reduce((sum, one) => sum + Math.min(0, one), 0),
      all.reduce((sum, one) => sum + Math.max(0, one), 0),
    ] as const;
  });
  const marks = ticks(Math.min(0, ...sums.map(([down]) => down)), Math.max(0, ...sums.map(([, up]) => up)));
  const [low, high] = [marks[0]!, marks.at(-1)!];
  const axis = (mark: number): string => amount(locale, line.unit, mark, currency, true);
  const left = 12 + 7 * Math.max(...marks.map((mark) => axis(mark).length));
  const step = Math.max(0, width - left - 8) / Math.max(1, parts.length);
  const y = (at: number): number => TOP + (1 - (at - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const every = Math.max(1, Math.ceil(LABEL / Math.max(1, step)));
  const bar = Math.min(40, step * 0.7);
  const pieces = parts.flatMap((day, i) => {
    const ends = { up: 0, down: 0 };
    return MOVEMENTS.flatMap(({ name, colour }) => {
      const moved = value(day, name);
      if (moved === 0) return [];
      const side = moved > 0 ? 'up' : 'down';
      const start = ends[side];
      ends[side] += moved;
      const text = `${part(day, bucket)} · ${t(`figures.movement.${name}`)}: ${amount(locale, line.unit, moved, currency)}`;
      return [{ key: `${day} ${name}`, i, start, end: ends[side], colour, text }];
    });
  });
  return (
    <>
      <p className={styles.legend} aria-hidden>
        {MOVEMENTS.map(({ name, colour }) => (
          <span key={name}>
            <i style={{ background: colour }} />
            {t(`figures.movement.${name}`)}
          </span>
        ))}
        {currency === undefined ? null : <strong>{currency}</strong>}
      </p>
      <div className={styles.chart} ref={ref} style={{ height: HEIGHT }}>
        {width === 0 ? null : (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={currency === undefined ? label : `${label}, ${currency}`}
          >
            {marks.map((mark) => (
              <g key={mark}>
                <line
                  className={mark === 0 ? styles.zero : styles.grid}
                  x1={left}
                  x2={width}
                  y1={y(mark)}
                  y2={y(mark)}
                />
                <text className={styles.axis} x={left - 8} y={y(mark) + 4} textAnchor="end">
                  {axis(mark)}
                </text>
              </g>
            ))}
            {parts.map((day, i) =>
              i % every === 0 ? (
                <text key={day} className={styles.axis} x={left + step * (i + 0.5)} y={HEIGHT - 6} textAnchor="middle">
                  {part(day, bucket)}
                </text>
              ) : null,
            )}
            {pieces.map(({ key, i, start, end, colour, text }) => (
              <rect
                key={key}
                fill={colour}
                x={left + step * (i + 0.5) - bar / 2}
                width={bar}
                y={Math.min(y(start), y(end))}
                height={Math.abs(y(start) - y(end))}
              >
                <title>{text}</title>
              </rect>
            ))}
          </svg>
        )}
      </div>
      <details>
        <summary>{t('figures.asTable')}</summary>
        <div className={figure.table} tabIndex={0} role="region" aria-label={t('figures.asTable')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('figures.partOfPeriod')}</th>
                {MOVEMENTS.map(({ name }) => (
                  <th key={name} scope="col" className={figure.number}>
                    {t(`figures.movement.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {parts.map((day) => (
                <tr key={day}>
                  <td>{part(day, bucket)}</td>
                  {MOVEMENTS.map(({ name }) => (
                    <td key={name} className={figure.number}>
                      {amount(locale, line.unit, value(day, name), currency)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
