import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { useStaff } from '../staff/use-staff.js';
import panel from '../subject/panel.module.css';
import { Editable } from '../ui/editable.js';
import { useWords } from '../ui/words.js';
import { AssignForm, PriorityForm, ThemeForm } from './ticket-forms.js';
import { useTicketWords } from './ticket-words.js';

/** Who works on a ticket, how urgent it is and what it is about, each changed where it stands. */
export function TicketFacts({ ticket }: { readonly ticket: TicketDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const codes = useTicketWords();
  const staff = useStaff();
  const may = useMay('tickets.write');
  const going = may && ticket.status !== 'closed' && ticket.status !== 'merged';
  const { assignee, team, priority, theme, channel, transfers, waitingMs, score } = ticket;
  const who = [assignee === null ? null : (staff.person(assignee) ?? t('deals.ownerUnknown')), staff.team(team)].filter(
    (one) => one !== null,
  );
  return (
    <>
      <h2 className={panel.title}>{t('tickets.facts')}</h2>
      <Editable
        label={t('tickets.column.assignee')}
        value={who.length === 0 ? t('tickets.nobody') : who.join(' · ')}
        may={going}
        renderForm={(close) => <AssignForm ticket={ticket} onClose={close} />}
      />
      <Editable
        label={t('tickets.column.priority')}
        value={priority === null ? t('tickets.noPriority') : codes.priority(priority)}
        may={going}
        renderForm={(close) => <PriorityForm ticket={ticket} onClose={close} />}
      />
      <Editable
        label={t('tickets.theme')}
        value={theme}
        may={may && ticket.status !== 'merged'}
        renderForm={(close) => <ThemeForm ticket={ticket} onClose={close} />}
      />
      <Fact label={t('tickets.channel')} value={channel === null ? null : words.channel(channel)} />
      <Fact label={t('tickets.transfers')} value={transfers === 0 ? null : format.count(transfers)} />
      <Fact label={t('tickets.waited')} value={waitingMs === 0 ? null : format.span(waitingMs / 1000)} />
      <Fact label={t('tickets.reopened')} value={ticket.reopened === 0 ? null : format.count(ticket.reopened)} />
      <Fact label={t('tickets.score')} value={score === null ? null : codes.score(score)} />
    </>
  );
}

/** What is not changed here; left out where there is nothing to say. */
function Fact({ label, value }: { readonly label: string; readonly value: string | null }) {
  return value === null ? null : <Editable label={label} value={value} may={false} renderForm={() => null} />;
}
