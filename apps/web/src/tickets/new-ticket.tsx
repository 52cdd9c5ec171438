import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ContactRecord } from '../api/types.js';
import { subjectPath, subjectReads } from '../subject/subject.js';
import { Dialog } from '../ui/dialog.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import { NewTicketForm } from './new-ticket-form.js';

interface Props {
  readonly contact: string | undefined;
  readonly onClose: () => void;
}

/** A new ticket: of the contact it was begun from. */
export function NewTicket({ contact, onClose }: Props) {
  const { t } = useTranslation();
  const who = useQuery({
    queryKey: ['contact', contact, {}],
    queryFn: ({ signal }) => call<ContactRecord>(subjectPath({ kind: 'contact', id: contact! }), { signal }),
    meta: { reads: subjectReads.contact },
    enabled: contact !== undefined,
  });
  const { data } = who;
  return (
    <Dialog onClose={onClose} title={t('tickets.new')} size={560}>
      {who.isError ? (
        <ErrorState error={who.error} retry={() => void who.refetch()} compact />
      ) : contact !== undefined && data === undefined ? (
        <Bar width="80%" />
      ) : (
        <NewTicketForm
          contact={
            data === undefined
              ? null
              : { id: data.contact, name: data.name ?? data.email ?? t('contact.nameless'), hint: '' }
          }
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
