import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Handoff, HandoffStep } from '../api/types.js';
import { useTravel } from '../travel/travel.js';
import { IconButton } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { readable } from '../ui/readable.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import { nameOf, SubjectLink, useReceiver } from './called.js';
import { Clock } from './clock.js';
import { HandoffActions } from './handoff-actions.js';
import styles from './handoffs.module.css';
import { useReasonWord } from './reason-words.js';

/** One handoff: between whom, its clock, the briefing, what was said of it, and what can be done. */
export function HandoffPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const travel = useTravel();
  const handoff = useQuery({
    queryKey: ['handoff', id, travel],
    queryFn: ({ signal }) => call<Handoff>(`/api/handoffs/${encodeURIComponent(id)}`, { signal, params: travel }),
    meta: { reads: ['contacts', 'companies', 'identity', 'ownership', 'staff', 'teams'] },
  });
  const { data } = handoff;
  return (
    <aside className={styles.panel} aria-label={t('handoffs.one')}>
      <div className={styles.panelHead}>
        <h3>
          {data?.contact == null ? t('handoffs.one') : <SubjectLink called={data.contact} className={styles.link} />}
        </h3>
        <IconButton label={t('action.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </IconButton>
      </div>
      {handoff.isError && data === undefined ? (
        <ErrorState error={handoff.error} retry={() => void handoff.refetch()} compact />
      ) : data === undefined ? (
        <Bar width="80%" />
      ) : (
        <Opened handoff={data} />
      )}
    </aside>
  );
}

function Opened({ handoff }: { readonly handoff: Handoff }) {
  const { t } = useTranslation();
  const receiver = useReceiver();
  const { from, fromTeam, to, team, reason, contact, briefing, offeredAt, history } = handoff;
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t('handoffs.state')}</dt>
        <dd>
          <Clock line={handoff} />
        </dd>
        <dt>{t('handoffs.from')}</dt>
        <dd dir="auto">
          {from === null ? t('handoffs.nobody') : nameOf(from)}
          {fromTeam === null ? null : <span className={styles.soft}> · {nameOf(fromTeam)}</span>}
        </dd>
        <dt>{t('handoffs.to')}</dt>
        <dd dir="auto">
          {receiver(handoff)}
          {to === null || team === null ? null : <span className={styles.soft}> · {nameOf(team)}</span>}
        </dd>
        {reason === null ? null : (
          <>
            <dt>{t('handoffs.why')}</dt>
            <dd dir="auto">{readable(reason)}</dd>
          </>
        )}
      </dl>
      {briefing === null || contact === null ? null : (
        <div className={styles.briefing}>
          <strong>{t('handoffs.briefing')}</strong>
          <span className={styles.soft}>{t('handoffs.briefingText')}</span>
          {offeredAt === null || briefing.position === null ? null : (
            <Link
              to="/contacts/$contact"
              params={{ contact: contact.id }}
              search={{ asKnownAt: offeredAt }}
              className={styles.link}
            >
              {t('handoffs.briefingOpen')}
            </Link>
          )}
          <Link to="/events/$event" params={{ event: briefing.event }} className={styles.link}>
            {t('handoffs.briefingEvent')}
          </Link>
        </div>
      )}
      <HandoffActions key={handoff.status} line={handoff} />
      <ol className={styles.history} aria-label={t('handoffs.history')}>
        {history.map((step) => (
          <Step key={step.eventId} step={step} />
        ))}
      </ol>
    </>
  );
}

const kinds = ['offered', 'accepted', 'refused', 'expired', 'withdrawn', 'returned', 'closed'] as const;

function Step({ step }: { readonly step: HandoffStep }) {
  const { t } = useTranslation();
  const word = useReasonWord();
  const kind = kinds.find((one) => step.kind === one || step.kind === `handoff-${one}`);
  return (
    <li>
      <span>
        <Link to="/events/$event" params={{ event: step.eventId }} className={styles.open}>
          {kind === undefined ? readable(step.kind) : t(`handoffs.step.${kind}`)}
        </Link>{' '}
        {step.at === null ? null : (
          <span className={styles.soft}>
            <Moment at={step.at} />
          </span>
        )}
      </span>
      <span className={styles.soft} dir="auto">
        {[step.by === null ? t('handoffs.byRule') : nameOf(step.by), step.reason === null ? null : word(step.reason)]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
      {step.comment === null ? null : <p dir="auto">{step.comment}</p>}
    </li>
  );
}
