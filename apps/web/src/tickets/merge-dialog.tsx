import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Page, TicketDetail, TicketLine } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import picker from '../search/subject-picker.module.css';
import { Dialog } from '../ui/dialog.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { ticketReads } from './queries.js';
import { useTicketTitle } from './ticket-title.js';

interface Props {
  readonly ticket: TicketDetail;
  readonly onClose: () => void;
}

/** How many others are offered: those of the same customer where one is known, those due first else. */
const OTHERS = 50;

/** Lets a ticket go on as part of another one that is unsolved. */
export function MergeDialog({ ticket, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const titleOf = useTicketTitle();
  const contact = ticket.contact?.contact;
  const others = useQuery({
    queryKey: ['tickets', 'to-merge', contact],
    queryFn: ({ signal }) => call<Page<TicketLine>>('/api/tickets', { signal, params: { contact, limit: OTHERS } }),
    meta: { reads: ticketReads },
  });
  const ask = useCommand({
    changes: ['tickets'],
    onDone: () => {
      notify.done(t('tickets.mergedNotice'));
      onClose();
    },
  });
  const offered = others.data?.items.filter((one) => one.ticket !== ticket.ticket) ?? [];
  return (
    <Dialog onClose={onClose} title={t('tickets.mergeTitle')} size={560}>
      <div className={styles.form}>
        <p className={styles.soft}>{t('tickets.mergeText')}</p>
        <InlineProblem error={ask.error} />
        {others.isError ? (
          <ErrorState error={others.error} retry={() => void others.refetch()} compact />
        ) : others.isPending ? (
          <Bar width="80%" />
        ) : offered.length === 0 ? (
          <p>{t('tickets.nothingToMerge')}</p>
        ) : (
          <ul className={picker.hits}>
            {offered.map((one) => (
              <li key={one.ticket}>
                <button
                  type="button"
                  disabled={ask.isPending}
                  onClick={() =>
                    ask.mutate({ command: 'ticket.merge', id: ticket.ticket, params: { into: one.ticket } })
                  }
                >
                  <span dir="auto">{titleOf(one)}</span>
                  <span className={picker.soft}>{one.contact?.name ?? ''}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
