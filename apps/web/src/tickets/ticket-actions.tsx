import '../ui/menu-styles.js';
import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useCommand, type Params } from '../commands/use-command.js';
import { Button } from '../ui/button.js';
import { useNotify } from '../ui/notices.js';
import { EscalateDialog } from './escalate-dialog.js';
import { MergeDialog } from './merge-dialog.js';
import { RateDialog } from './rate-dialog.js';
import { ResolveDialog } from './resolve-dialog.js';
import styles from './ticket.module.css';

type Open = 'resolve' | 'rate' | 'escalate' | 'merge';

/** What can be done with a ticket where it stands: the next step as a button, the rest in a menu. */
export function TicketActions({ ticket }: { readonly ticket: TicketDetail }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [open, setOpen] = useState<Open | null>(null);
  const ask = useCommand({ changes: ['tickets'], onFailed: notify.problem });
  const send = (command: string, params: Params = {}): void => ask.mutate({ command, id: ticket.ticket, params });
  const close = (): void => setOpen(null);
  const { status, waitsFor } = ticket;
  const unsolved = status === 'open' || status === 'waiting';
  const solved = status === 'resolved' || status === 'closed';
  if (status === 'merged') return null;
  return (
    <div className={styles.buttons}>
      {unsolved ? (
        <Button look="primary" size="small" onClick={() => setOpen('resolve')}>
          {t('tickets.resolve')}
        </Button>
      ) : null}
      {status === 'waiting' ? (
        <Button size="small" busy={ask.isPending} onClick={() => send('ticket.take-up')}>
          {t('tickets.takeUp')}
        </Button>
      ) : null}
      {status === 'resolved' ? (
        <Button look="primary" size="small" busy={ask.isPending} onClick={() => send('ticket.close')}>
          {t('tickets.close')}
        </Button>
      ) : null}
      {solved ? (
        <Button size="small" busy={ask.isPending} onClick={() => send('ticket.reopen')}>
          {t('tickets.reopen')}
        </Button>
      ) : null}
      {solved ? (
        <Button size="small" onClick={() => setOpen('rate')}>
          {t('tickets.rate')}
        </Button>
      ) : null}
      {status === 'closed' ? null : (
        <Menu position="bottom-end" width={240} shadow="md" withinPortal>
          <Menu.Target>
            <Button size="small">
              {t('tickets.more')}
              <IconChevronDown size={14} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {unsolved && waitsFor !== 'customer' ? (
              <Menu.Item onClick={() => send('ticket.put-on-hold', { for: 'customer' })}>
                {t('tickets.holdCustomer')}
              </Menu.Item>
            ) : null}
            {unsolved && waitsFor !== 'third-party' ? (
              <Menu.Item onClick={() => send('ticket.put-on-hold', { for: 'third-party' })}>
                {t('tickets.holdThirdParty')}
              </Menu.Item>
            ) : null}
            <Menu.Item onClick={() => setOpen('escalate')}>{t('tickets.escalate')}</Menu.Item>
            <Menu.Item onClick={() => setOpen('merge')}>{t('tickets.merge')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {open === 'resolve' ? <ResolveDialog ticket={ticket} onClose={close} /> : null}
      {open === 'rate' ? <RateDialog ticket={ticket} onClose={close} /> : null}
      {open === 'escalate' ? <EscalateDialog ticket={ticket} onClose={close} /> : null}
      {open === 'merge' ? <MergeDialog ticket={ticket} onClose={close} /> : null}
    </div>
  );
}
