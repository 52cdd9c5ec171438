import { IconLock, IconRobot } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail, TicketEntry } from '../api/types.js';
import { useStaff } from '../staff/use-staff.js';
import { EventAnchor } from '../subject/event-anchor.js';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import { Step } from './step.js';
import { useTicketWords } from './ticket-words.js';
import styles from './ticket.module.css';

const shape = [260, 320, 200];

interface Props {
  readonly ticket: TicketDetail | undefined;
  /** The event in the inspector. */
  readonly open: string | undefined;
}

/** What was said, and what happened between, oldest first; the newest is in view. */
export function Conversation({ ticket, open }: Props) {
  const { t } = useTranslation();
  const area = useRef<HTMLElement>(null);
  const count = ticket?.entries.length ?? 0;
  useEffect(() => {
    if (count > 0) area.current?.scrollTo({ top: area.current.scrollHeight });
  }, [count]);
  return (
    <section
      ref={area}
      className={styles.conversation}
      aria-label={t('tickets.conversation')}
      aria-busy={ticket === undefined}
      tabIndex={0}
    >
      {ticket === undefined ? (
        <div className={styles.entries} aria-hidden>
          {shape.map((width) => (
            <div key={width} className={styles.message}>
              <Bar width={width} />
            </div>
          ))}
        </div>
      ) : (
        <ol className={styles.entries}>
          {ticket.entries.map((entry) =>
            isSpoken(entry) ? (
              <Message key={entry.eventId + entry.kind} ticket={ticket} entry={entry} open={entry.eventId === open} />
            ) : (
              <Step key={entry.eventId + entry.kind} entry={entry} open={entry.eventId === open} />
            ),
          )}
        </ol>
      )}
    </section>
  );
}

/** Whether something was said, or would be here if it were not erased. */
function isSpoken({ kind, message }: TicketEntry): boolean {
  return kind === 'replied' || message !== null;
}

interface MessageProps {
  readonly ticket: TicketDetail;
  readonly entry: TicketEntry;
  readonly open: boolean;
}

function Message({ ticket, entry, open }: MessageProps) {
  const { t } = useTranslation();
  const staff = useStaff();
  const words = useTicketWords();
  const customer = ticket.contact?.name ?? t('tickets.customer');
  const from = entry.from ?? (entry.kind === 'rated' ? 'customer' : entry.kind === 'opened' ? 'customer' : 'staff');
  const by = from === 'customer' ? customer : (staff.person(entry.actor.id) ?? t('tickets.staff'));
  return (
    <li
      className={styles.message}
      data-from={from}
      data-visibility={entry.visibility ?? 'public'}
      aria-current={open || undefined}
    >
      <div className={styles.by}>
        <strong>{by}</strong>
        {entry.kind === 'resolved' ? <span className={styles.soft}>{t('tickets.resolvedWith')}</span> : null}
        {entry.score === null ? null : <span className={styles.soft}>{words.score(entry.score)}</span>}
        {entry.visibility === 'internal' ? (
          <span className={styles.internal}>
            <IconLock size={13} stroke={1.8} aria-hidden />
            {t('tickets.internalNote')}
          </span>
        ) : null}
        {entry.automatic ? <IconRobot size={14} stroke={1.8} aria-label={t('tickets.automatic')} /> : null}
        <EventAnchor event={entry.eventId} className={styles.when}>
          {entry.at === null ? t('journey.undated') : <Moment at={entry.at} />}
        </EventAnchor>
      </div>
      {entry.message === null ? (
        <p className={styles.wordless}>{t('tickets.wordless')}</p>
      ) : (
        <p className={styles.words} dir="auto">
          {entry.message}
        </p>
      )}
    </li>
  );
}
