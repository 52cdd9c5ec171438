import '../ui/menu-styles.js';
import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import {
  IconArrowsExchange,
  IconCoin,
  IconDots,
  IconPencilPlus,
  IconStairs,
  IconTicket,
  IconUserCog,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session.js';
import { OfferDialog } from '../handoffs/offer-dialog.js';
import type { Subject } from '../subject/subject.js';
import { Button, IconButton } from '../ui/button.js';
import { ActivityDialog } from './activity-dialog.js';
import { OwnerDialog } from './owner-dialog.js';
import styles from './owners.module.css';
import { StageDialog } from './stage-dialog.js';

interface Props {
  readonly subject: Subject;
  readonly name: string;
}

type Open = 'offer' | 'log' | 'stage' | 'owner' | null;

/** What can be done about a contact or company: hand over, log, move, assign, a new deal or ticket. */
export function SubjectCommands({ subject, name }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const mayOffer = useMay('handoffs.write');
  const mayLog = useMay('activities.write') && subject.kind === 'contact';
  const may = {
    stage: useMay('funnel.move'),
    owner: useMay('owners.assign'),
    deal: useMay('deals.write'),
    ticket: useMay('tickets.write'),
  };
  const anew = (to: '/pipeline' | '/tickets', thing: 'deal' | 'ticket'): void => {
    // Screens of their own open the form; their paths are told by what is to be new.
    void navigate({ to, search: { new: thing, [subject.kind]: subject.id } as never });
  };
  const close = (): void => setOpen(null);
  const item = (key: keyof typeof may, label: string, icon: ReactNode, run: () => void) =>
    may[key] ? (
      <Menu.Item key={key} leftSection={icon} onClick={run}>
        {label}
      </Menu.Item>
    ) : null;
  return (
    <div className={styles.commands}>
      {mayLog ? (
        <Button size="small" onClick={() => setOpen('log')}>
          <IconPencilPlus size={15} aria-hidden />

          {t('owners.log')}
        </Button>
      ) : null}
      {mayOffer ? (
        <Button size="small" onClick={() => setOpen('offer')}>
          <IconArrowsExchange size={15} aria-hidden />

          {t('owners.handOver')}
        </Button>
      ) : null}
      {Object.values(may).includes(true) ? (
        <Menu position="bottom-end" width={220} shadow="md" withinPortal>
          <Menu.Target>
            <IconButton label={t('owners.more', { name })}>
              <IconDots size={16} />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            {item('stage', t('owners.move'), <IconStairs size={16} stroke={1.7} />, () => setOpen('stage'))}
            {item('owner', t('owners.assign'), <IconUserCog size={16} stroke={1.7} />, () => setOpen('owner'))}
            {item('deal', t('owners.newDeal'), <IconCoin size={16} stroke={1.7} />, () => anew('/pipeline', 'deal'))}
            {item('ticket', t('owners.newTicket'), <IconTicket size={16} stroke={1.7} />, () =>
              anew('/tickets', 'ticket'),
            )}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {open === 'offer' ? <OfferDialog contact={subject.id} name={name} onClose={close} /> : null}
      {open === 'log' ? <ActivityDialog contact={subject.id} name={name} onClose={close} /> : null}
      {open === 'stage' ? <StageDialog subject={subject} name={name} onClose={close} /> : null}
      {open === 'owner' ? <OwnerDialog subject={subject} name={name} onClose={close} /> : null}
    </div>
  );
}
