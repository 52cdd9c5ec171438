import { useTranslation } from 'react-i18next';
import type { Tried, TriedEvent } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { useEventWords } from '../inspector/event-words.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { useRecordWords } from '../subject/record-words.js';
import { useWords } from '../ui/words.js';
import { isMembers } from './mapping-view.js';
import styles from './preview.module.css';

/** The first rows that would be refused, each with its line and the reasons. */
export function TriedRefused({ refused }: { readonly refused: Tried['firstRefused'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (refused.length === 0) return null;
  return (
    <ul className={styles.refused} aria-label={t('imports.refused')}>
      {refused.map(({ line, reasons }) => (
        <li key={line}>
          <strong>{t('imports.line', { line: format.count(line) })}</strong> {reasons.join('; ')}
        </li>
      ))}
    </ul>
  );
}

/** The first rows as events. */
export function TriedEvents({ events }: { readonly events: readonly TriedEvent[] }) {
  const { t } = useTranslation();
  return (
    <ol className={styles.events} aria-label={t('imports.firstEvents')}>
      {events.map((event) => (
        <li key={`${event.line} ${event.event} ${JSON.stringify(event.payload)}`}>
          <Event event={event} />
        </li>
      ))}
    </ol>
  );
}

/** The members that hold whatever the source calls it: each of theirs is shown by itself, under the source's name. */
const held: ReadonlySet<string> = new Set(['properties', 'traits']);

function Event({ event }: { readonly event: TriedEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const record = useRecordWords();
  const eventWord = useEventWords();
  const money = useShown();
  const { identifiers, channel, kind, ...rest } = event.payload;
  const lines = Object.entries(rest).flatMap(([name, value]) =>
    held.has(name) && isMembers(value) ? Object.entries(value) : [[name, value] as const],
  );
  const at = event.occurredAt;
  return (
    <article className={styles.event}>
      <div className={styles.eventHead}>
        {typeof channel === 'string' ? <ChannelIcon channel={channel} /> : null}
        <strong>
          {typeof channel === 'string' && typeof kind === 'string'
            ? `${words.channel(channel)} · ${words.kind(kind)}`
            : eventWord(event.event)}
        </strong>
        <span className={styles.soft}>{t('imports.line', { line: format.count(event.line) })}</span>
      </div>
      <dl className={styles.values}>
        <div>
          <dt>{t('imports.uses.when')}</dt>
          <dd>{at === null ? t('imports.noTime') : at.length === 10 ? format.day(at) : format.exact(at)}</dd>
        </div>
        {(Array.isArray(identifiers) ? (identifiers as readonly unknown[]) : []).filter(isMembers).map((one) => (
          <div key={`${shown(one['kind'])} ${shown(one['value'])}`}>
            <dt>{record.identifier(shown(one['kind']))}</dt>
            <dd>{shown(one['value'])}</dd>
          </div>
        ))}
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{money(value)}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Money is held in minor units; it is shown as people write it. */
function useShown(): (value: unknown) => string {
  const { locale } = useFormat();
  return (value) => {
    if (!isMembers(value)) return shown(value);
    const { amount, currency } = value;
    if (typeof amount !== 'number' || typeof currency !== 'string') return shown(value);
    const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
    return money.format(amount / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2));
  };
}
