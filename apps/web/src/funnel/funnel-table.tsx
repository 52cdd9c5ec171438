import { useTranslation } from 'react-i18next';
import type { FunnelLine } from '../api/types.js';
import type { FunnelFigure } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import table from '../settings/settings.module.css';
import { useStageWord } from '../ui/stage-words.js';
import styles from './funnel.module.css';

/** A figure of the table: of which stage, and of which of the two funnels. */
export interface Chosen {
  readonly stage: string;
  readonly figure: FunnelFigure;
  readonly reached?: string | undefined;
  readonly side?: 'other' | undefined;
}

interface Props {
  readonly label: string;
  readonly lines: readonly FunnelLine[];
  /** The lines it is compared with. */
  readonly others: readonly FunnelLine[] | null;
  readonly chosen: Chosen | null;
  readonly onOpen: (chosen: Chosen) => void;
}

/** The stages in their order; every number of people opens them. */
export function FunnelTable({ label, lines, others, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  const most = Math.max(1, ...lines.map(({ entries }) => entries));
  return (
    <div className={table.table} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('funnel.stage')}</th>
            <th scope="col" className={table.number}>
              {t('funnel.entries')}
            </th>
            <th scope="col" className={table.number}>
              {t('funnel.now')}
            </th>
            <th scope="col" className={table.number}>
              {t('funnel.conversion')}
            </th>
            <th scope="col" className={table.number}>
              {t('funnel.time')}
            </th>
            <th scope="col" className={table.number}>
              {t('funnel.dropped')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => {
            const other = others?.find(({ stage }) => stage === line.stage) ?? null;
            const next = line.place === null ? undefined : lines[i + 1]?.stage;
            return (
              <Line
                key={line.stage}
                line={line}
                other={other}
                compared={others !== null}
                next={next}
                share={line.entries / most}
                chosen={chosen?.stage === line.stage ? chosen : null}
                onOpen={onOpen}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps {
  readonly line: FunnelLine;
  readonly other: FunnelLine | null;
  readonly compared: boolean;
  readonly next: string | undefined;
  readonly share: number;
  readonly chosen: Chosen | null;
  readonly onOpen: (chosen: Chosen) => void;
}

function Line({ line, other, compared, next, share, chosen, onOpen }: LineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useStageWord();
  const { stage, target } = line;
  const figure = (name: FunnelFigure, label: string, say: (of: FunnelLine) => string | null, reached?: string) => {
    const one = (of: FunnelLine, side: 'other' | undefined) => {
      const said = say(of);
      const open = chosen?.figure === name && chosen.side === side;
      if (said === null) return <span className={styles.other}>–</span>;
      return (
        <button
          type="button"
          className={side === undefined ? undefined : styles.other}
          aria-pressed={open}
          aria-label={`${word(stage)}, ${label}: ${said}`}
          onClick={() => onOpen({ stage, figure: name, reached, side })}
        >
          {said}
        </button>
      );
    };
    return (
      <span className={styles.figure}>
        {one(line, undefined)}
        {compared ? other === null ? <span className={styles.other}>–</span> : one(other, 'other') : null}
      </span>
    );
  };
  const rate = (part: number, of: number): string | null => (of === 0 ? null : format.percent(part / of));
  return (
    <tr>
      <th scope="row" className={styles.name}>
        <span className={styles.stage} dir="auto">
          {word(stage)}
          <span className={styles.share} style={{ width: `${share * 100}%` }} aria-hidden />
        </span>
      </th>
      <td className={table.number}>{figure('entries', t('funnel.entries'), ({ entries }) => format.count(entries))}</td>
      <td className={table.number}>{figure('now', t('funnel.now'), ({ now }) => format.count(now))}</td>
      <td className={table.number}>
        {next === undefined
          ? null
          : figure(
              'reached',
              t('funnel.conversion'),
              ({ cohort }) => rate(cohort.reached[next] ?? 0, cohort.entered),
              next,
            )}
      </td>
      <td className={table.number}>
        <Time line={line} target={target} />
        {compared && other !== null ? (
          <span className={styles.figure}>
            <span className={styles.other}>{hours(format.span, other.time.survivalMedian)}</span>
          </span>
        ) : null}
      </td>
      <td className={table.number}>
        {figure('dropped', t('funnel.dropped'), ({ cohort }) => rate(cohort.dropped, cohort.entered))}
      </td>
    </tr>
  );
}

function hours(span: (seconds: number) => string, value: number | null): string {
  return value === null ? '–' : span(value * 3600);
}

function Time({ line, target }: { readonly line: FunnelLine; readonly target: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { survivalMedian, completed, running } = line.time;
  const late = survivalMedian !== null && target !== null && survivalMedian > target;
  const counted = t('funnel.timeOf', { completed: format.count(completed), running: format.count(running) });
  const beyond = survivalMedian === null && running > completed ? `${t('funnel.medianBeyond')} · ` : '';
  const aim = target === null ? '' : ` · ${t('funnel.target', { span: format.span(target * 3600) })}`;
  return (
    <span className={late ? styles.late : undefined} title={`${beyond}${counted}${aim}`}>
      {hours(format.span, survivalMedian)}
    </span>
  );
}
