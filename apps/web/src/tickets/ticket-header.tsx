import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useMay } from '../app/session.js';
import { CompanyLink } from '../company/company-link.js';
import { ContactLink } from '../contact/contact-link.js';
import { momentOf, SubjectHeader, SubjectHeaderSkeleton } from '../subject/subject-header.js';
import link from '../ui/link.module.css';
import { StatusMark } from './status-mark.js';
import { TicketActions } from './ticket-actions.js';
import { useTicketTitle } from './ticket-title.js';
import { useTicketWords } from './ticket-words.js';

/** Which ticket it is, whose, since when, and what can be done with it. */
export function TicketHeader({ ticket }: { readonly ticket: TicketDetail | undefined }) {
  const { t } = useTranslation();
  const words = useTicketWords();
  const titleOf = useTicketTitle();
  const may = useMay('tickets.write');
  if (ticket === undefined) return <SubjectHeaderSkeleton />;
  return (
    <SubjectHeader
      name={titleOf(ticket)}
      face={ticket.contact?.name ?? ticket.company?.name ?? undefined}
      numbers={[
        { label: t('tickets.column.opened'), value: momentOf(ticket.openedAt) },
        { label: t('tickets.knownSince'), value: momentOf(ticket.knownSince) },
      ]}
      actions={may ? <TicketActions ticket={ticket} /> : null}
    >
      <StatusMark ticket={ticket} />
      {ticket.priority === null ? null : <span>{words.priority(ticket.priority)}</span>}
      {ticket.level === 0 ? null : <span>{t('tickets.level', { level: ticket.level })}</span>}
      {ticket.contact === null ? null : <ContactLink {...ticket.contact} />}
      {ticket.company === null ? null : <CompanyLink {...ticket.company} />}
      {ticket.mergedInto === null ? null : (
        <Link to="/tickets/$ticket" params={{ ticket: ticket.mergedInto }} className={link.link}>
          {t('tickets.mergedInto')}
        </Link>
      )}
    </SubjectHeader>
  );
}
