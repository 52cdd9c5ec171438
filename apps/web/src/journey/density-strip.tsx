import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { Bar as Placeholder } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import { barAt, bucketEnd, dayBefore, densityBars, placeOf } from './density.js';
import styles from './density-strip.module.css';
import { useDensity } from './use-density.js';

interface Props {
  readonly contact: string;
  /** The moments between which the journey is in view. */
  readonly window: { readonly newest: string; readonly oldest: string } | null;
  readonly onJump: (until: string | undefined) => void;
}

/** The narrowest the part in view is drawn, in thousandths of the strip. */
const MARK = 8;

/** From this much of the strip on, the part in view is all of it, and nothing is marked. */
const MOST = 960;

/** A whole life at a glance: how much happened when. A click or enter shows the journey from there back. */
export function DensityStrip({ contact, window: view, onJump }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [pointed, setPointed] = useState<number | null>(null);
  const density = useDensity(contact);
  const bars = useMemo(
    () => (density.data === undefined ? [] : densityBars(density.data, format.dayOf)),
    [density.data, format],
  );
  if (density.isError && density.data === undefined) return <InlineProblem error={density.error} />;
  if (density.isPending)
    return (
      <div className={styles.strip} aria-hidden>
        <Placeholder width="100%" height={40} />
      </div>
    );
  if (bars.length < 2) return null;

  const inView = view === null ? bars.length - 1 : barAt(bars, placeOf(bars, view.newest));
  const current = pointed ?? inView;
  const say = (index: number): string => {
    const bar = bars[index]!;
    return t('density.bar', {
      count: bar.touches,
      number: format.count(bar.touches),
      span:
        bar.to === bucketEnd(bar.from, 'day')
          ? format.day(bar.from)
          : t('density.span', { from: format.day(bar.from), to: format.day(dayBefore(bar.to)) }),
    });
  };
  const jump = (index: number): void => onJump(index === bars.length - 1 ? undefined : bars[index]!.to);
  const place = (event: PointerEvent<SVGSVGElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return barAt(bars, (event.clientX - box.left) / box.width);
  };
  const press = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: current + 1,
      ArrowUp: current + 1,
      ArrowLeft: current - 1,
      ArrowDown: current - 1,
      PageUp: current + 12,
      PageDown: current - 12,
      Home: 0,
      End: bars.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) setPointed(Math.max(0, Math.min(bars.length - 1, to)));
    else if (event.key === 'Enter' || event.key === ' ') jump(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const left = view === null ? 0 : placeOf(bars, view.oldest) * 1000;
  const right = view === null ? 0 : placeOf(bars, view.newest) * 1000;
  const shown = bars[current]!;

  return (
    <div className={styles.strip}>
      <svg
        viewBox="0 0 1000 40"
        preserveAspectRatio="none"
        className={styles.bars}
        role="slider"
        tabIndex={0}
        aria-label={t('density.label')}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={current}
        aria-valuetext={say(current)}
        onPointerMove={(event) => setPointed(place(event))}
        onPointerLeave={() => setPointed(null)}
        onClick={(event) => jump(place(event as unknown as PointerEvent<SVGSVGElement>))}
        onKeyDown={press}
        onBlur={() => setPointed(null)}
      >
        <rect x="0" y="0" width="1000" height="40" fill="transparent" />
        {view === null || right - left > MOST ? null : (
          <rect
            className={styles.view}
            x={Math.min(left, 1000 - MARK)}
            y="0"
            width={Math.max(MARK, right - left)}
            height="40"
          />
        )}
        {pointed === null ? null : (
          <rect className={styles.pointed} x={shown.x0 * 1000} y="0" width={(shown.x1 - shown.x0) * 1000} height="40" />
        )}
        {bars.map((bar, index) => (
          <rect
            key={bar.from}
            className={styles.bar}
            data-on={index === pointed || undefined}
            x={bar.x0 * 1000 + 0.5}
            y={40 - bar.height * 38}
            width={Math.max(1, (bar.x1 - bar.x0) * 1000 - 1)}
            height={bar.height * 38}
          />
        ))}
      </svg>
      <div className={styles.axis}>
        <span>{format.dayMonth(bars[0]!.from)}</span>
        <span className={styles.said} data-pointed={pointed !== null || undefined}>
          {pointed === null ? t('density.hint') : say(pointed)}
        </span>
        <span>{format.dayMonth(bars.at(-1)!.from)}</span>
      </div>
    </div>
  );
}
