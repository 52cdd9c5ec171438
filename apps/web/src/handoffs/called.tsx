import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Called, HandoffLine } from '../api/types.js';

/** The sixteenth character of an id tells companies, by a source's group or a domain, from contacts. */
const COMPANY = /^.{15}[67]/;

/** What somebody is called; the beginning of their id where that is not known. */
export function nameOf(called: Called): string {
  return called.name ?? called.id.slice(0, 8);
}

/** Leads to a contact, or a company. */
export function SubjectLink({
  called,
  className,
  row,
}: {
  readonly called: Called;
  readonly className?: string | undefined;
  /** The row of a list that it stands for. */
  readonly row?: string;
}) {
  const look = { 'data-row': row, ...(className === undefined ? {} : { className }) };
  return COMPANY.test(called.id) ? (
    <Link to="/companies/$company" params={{ company: called.id }} dir="auto" {...look}>
      {nameOf(called)}
    </Link>
  ) : (
    <Link to="/contacts/$contact" params={{ contact: called.id }} dir="auto" {...look}>
      {nameOf(called)}
    </Link>
  );
}

/** To whom it was offered: a person, or their team. */
export function useReceiver(): (line: Pick<HandoffLine, 'to' | 'team'>) => string {
  const { t } = useTranslation();
  return ({ to, team }) => {
    const receiver = to ?? team;
    return receiver === null ? t('handoffs.nobody') : nameOf(receiver);
  };
}
