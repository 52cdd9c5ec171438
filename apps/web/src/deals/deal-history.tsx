import { getRouteApi } from '@tanstack/react-router';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DealEvent, DealRecord } from '../api/types.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import { useEventWords } from '../inspector/event-words.js';
import { useStaff } from '../staff/use-staff.js';
import panel from '../subject/panel.module.css';
import { EventAnchor } from '../subject/event-anchor.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import styles from './deal.module.css';
import { useStageWords } from './stage-words.js';

const route = getRouteApi('/app/deals/$deal');
const shape = [180, 140, 220, 160, 200];

/** What happened to a deal, the newest first; each line opens its event. */
export function DealHistory({ deal }: { readonly deal: DealRecord | undefined }) {
  const { t } = useTranslation();
  const { event: open } = route.useSearch();
  const words = useEventWords();
  const saysOf = useSays();
  return (
    <section className={styles.history} aria-label={t('deals.history')} aria-busy={deal === undefined}>
      <h2 className={panel.title}>
        <IconHistory size={16} stroke={1.8} aria-hidden />
        {t('deals.history')}
      </h2>
      {deal === undefined
        ? shape.map((width) => (
            <div key={width} className={styles.event} aria-hidden>
              <Bar width={16} />
              <Bar width={width} />
            </div>
          ))
        : null}
      <ol>
        {deal?.history.map((event) => {
          const says = saysOf(event);
          return (
            <li key={event.eventId} className={styles.event} aria-current={event.eventId === open || undefined}>
              <ChannelIcon channel="deal" size={16} />
              <EventAnchor event={event.eventId} className={styles.what}>
                <strong>{words(event.type)}</strong>
                {says === '' ? null : <span className={styles.says}>{says}</span>}
              </EventAnchor>
              {event.at === null ? (
                <span className={styles.when}>{t('journey.undated')}</span>
              ) : (
                <Moment at={event.at} className={styles.when} />
              )}
              <span className={styles.who}>{event.actor.name ?? t('deals.bySource', { source: event.source })}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

type Says = Readonly<Record<string, unknown>>;

/** What an event says, in few words. */
function useSays(): (event: DealEvent) => string {
  const format = useFormat();
  const { money } = useMoney();
  const staff = useStaff();
  const stageWord = useStageWords();
  const text = (says: Says, name: string): string | null => {
    const value = says[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const amountOf = ({ amount }: Says): string | null => {
    const said = amount as { amount: number; currency: string } | undefined;
    return said === undefined ? null : money(said.amount, said.currency);
  };
  const dayOf = (says: Says, name: string): string | null => {
    const day = text(says, name);
    return day === null ? null : format.day(day);
  };
  return ({ payload }) => {
    const stage = text(payload, 'stage');
    const lines = payload['lines'] as readonly { product: string }[] | undefined;
    const shares = payload['shares'] as readonly { person: string; percent: number }[] | undefined;
    return [
      text(payload, 'name'),
      stage === null ? null : stageWord(stage),
      amountOf(payload),
      dayOf(payload, 'closeOn'),
      text(payload, 'step'),
      dayOf(payload, 'dueOn'),
      text(payload, 'role'),
      text(payload, 'reason'),
      text(payload, 'comment'),
      lines?.map(({ product }) => product).join(', '),
      shares?.map(({ person, percent }) => `${staff.person(person) ?? '?'} ${format.chance(percent)}`).join(', '),
    ]
      .filter((one) => one != null)
      .join(' · ');
  };
}
