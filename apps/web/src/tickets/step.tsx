import { IconAlertTriangle, IconArrowsSplit2, IconPoint } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TicketEntry } from '../api/types.js';
import { useStaff } from '../staff/use-staff.js';
import { EventAnchor } from '../subject/event-anchor.js';
import { Moment } from '../ui/moment.js';
import { useWords } from '../ui/words.js';
import { useTicketWords } from './ticket-words.js';
import styles from './ticket.module.css';

interface Props {
  readonly entry: TicketEntry;
  readonly open: boolean;
}

/** What happened to a ticket without words, in a line. */
export function Step({ entry, open }: Props) {
  const { t } = useTranslation();
  const says = useSays();
  const bad = entry.kind === 'breached' || entry.kind === 'breach-neared';
  const Glyph = bad ? IconAlertTriangle : entry.kind === 'merged' ? IconArrowsSplit2 : IconPoint;
  return (
    <li className={styles.step} data-bad={bad || undefined} aria-current={open || undefined}>
      <Glyph size={14} stroke={1.8} aria-hidden />
      <span>{says(entry)}</span>
      <EventAnchor event={entry.eventId} className={styles.when}>
        {entry.at === null ? t('journey.undated') : <Moment at={entry.at} />}
      </EventAnchor>
    </li>
  );
}

function useSays(): (entry: TicketEntry) => string {
  const { t } = useTranslation();
  const staff = useStaff();
  const words = useWords();
  const ticket = useTicketWords();
  return (entry) => {
    const { kind, assignee, team, priority, theme, level, reason, waitsFor, score, clock } = entry;
    const who = [staff.person(assignee), staff.team(team)].filter((one) => one !== null).join(' · ');
    const about = reason === null ? '' : ` · ${reason}`;
    switch (kind) {
      case 'assigned':
        return who === '' ? t('tickets.step.unassigned') : t('tickets.step.assigned', { who });
      case 'prioritised':
        return t('tickets.step.prioritised', { priority: ticket.priority(priority ?? '') });
      case 'themed':
        return theme === null ? t('tickets.step.unthemed') : t('tickets.step.themed', { theme });
      case 'escalated':
        return t('tickets.step.escalated', { level: level ?? '' }) + about;
      case 'put-on-hold':
        return t(waitsFor === 'customer' ? 'tickets.waitsFor.customer' : 'tickets.waitsFor.third-party');
      case 'rated':
        return t('tickets.step.rated', { score: score ?? '' });
      case 'breach-neared':
        return t('tickets.step.neared', { clock: ticket.clock(clock ?? '') });
      case 'breached':
        return t('tickets.step.breached', { clock: ticket.clock(clock ?? '') });
      default: {
        const said = words.kind(kind);
        return said.charAt(0).toLocaleUpperCase() + said.slice(1) + about;
      }
    }
  };
}
