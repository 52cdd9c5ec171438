import { IconPackage, IconUsers, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useCommand } from '../commands/use-command.js';
import { ContactLink } from '../contact/contact-link.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import panel from '../subject/panel.module.css';
import { IconButton } from '../ui/button.js';
import { Initials } from '../ui/initials.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { AddPartyDialog } from './add-party-dialog.js';
import styles from './deal.module.css';
import { LinesDialog } from './lines-dialog.js';
import { Shares } from './shares.js';
import { SplitDialog } from './split-dialog.js';

/** Who takes part in a deal, what it is about to sell, and for whom it counts. */
export function DealAbout({ deal }: { readonly deal: DealRecord | undefined }) {
  const { t } = useTranslation();
  const may = useMay('deals.write');
  const [open, setOpen] = useState<'party' | 'lines' | 'split' | null>(null);
  if (deal === undefined)
    return (
      <section className={panel.panel} aria-hidden>
        <div className={panel.fields}>
          <div className={panel.field}>
            <Bar width={160} />
          </div>
        </div>
      </section>
    );
  const close = (): void => setOpen(null);
  return (
    <section className={panel.panel} aria-label={t('deals.about')}>
      <h2 className={panel.title}>
        {t('deals.parties')}
        {may ? (
          <button type="button" className={styles.act} onClick={() => setOpen('party')}>
            {t('deals.addParty')}
          </button>
        ) : null}
      </h2>
      <Parties deal={deal} may={may} />
      <h2 className={panel.title}>
        {t('deals.lines')}
        {may && deal.status === 'open' ? (
          <button type="button" className={styles.act} onClick={() => setOpen('lines')}>
            {t('deals.changeLines')}
          </button>
        ) : null}
      </h2>
      <Lines deal={deal} />
      <h2 className={panel.title}>
        {t('deals.shares')}
        {may ? (
          <button type="button" className={styles.act} onClick={() => setOpen('split')}>
            {t('deals.changeSplit')}
          </button>
        ) : null}
      </h2>
      <Shares deal={deal} />
      {open === 'party' ? <AddPartyDialog deal={deal} onClose={close} /> : null}
      {open === 'lines' ? <LinesDialog deal={deal} onClose={close} /> : null}
      {open === 'split' ? <SplitDialog deal={deal} onClose={close} /> : null}
    </section>
  );
}

interface Props {
  readonly deal: DealRecord;
  readonly may: boolean;
}

function Parties({ deal, may }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const ask = useCommand({ changes: ['deals'], onFailed: notify.problem });
  if (deal.parties.length === 0)
    return (
      <p className={panel.none}>
        <IconUsers size={16} stroke={1.7} aria-hidden />
        {t('deals.noParties')}
      </p>
    );
  return (
    <ul className={styles.parties}>
      {deal.parties.map(({ contact, name, role, main }) => {
        const called = name ?? t('contact.nameless');
        return (
          <li key={contact} className={styles.party}>
            <Initials name={called} />
            <ContactLink contact={contact} name={name} />
            <span className={styles.role}>
              {[main ? t('deals.mainParty') : null, role].filter((one) => one !== null).join(' · ')}
            </span>
            {may && !main ? (
              <IconButton
                label={t('deals.removeParty', { name: called })}
                size={24}
                onClick={() => ask.mutate({ command: 'deal.remove-contact', id: deal.deal, params: { contact } })}
              >
                <IconX size={14} aria-hidden />
              </IconButton>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function Lines({ deal }: { readonly deal: DealRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { money } = useMoney();
  if (deal.lines.length === 0)
    return (
      <p className={panel.none}>
        <IconPackage size={16} stroke={1.7} aria-hidden />
        {t('deals.noLines')}
      </p>
    );
  return (
    <div className={styles.inset}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('deals.product')}</th>
            <th scope="col" className={styles.number}>
              {t('deals.quantity')}
            </th>
            <th scope="col" className={styles.number}>
              {t('deals.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {deal.lines.map(({ product, quantity, amount, currency, cost, costCurrency }, i) => (
            // Lines have no id: two may be of one product.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={`${product} ${i}`}>
              <td dir="auto">{product}</td>
              <td className={styles.number}>{format.count(quantity)}</td>
              <td className={styles.number}>
                {amount === null || currency === null ? '–' : money(amount, currency)}
                {cost === null || costCurrency === null ? null : (
                  <div className={styles.role}>{t('deals.costs', { amount: money(cost, costCurrency) })}</div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
