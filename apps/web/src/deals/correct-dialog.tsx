import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { useFormat } from '../i18n/use-format.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { AmountField, moneyOf, moneyToType } from './amount-field.js';
import { useDealName } from './deal-name.js';
import { useCurrency } from './use-currency.js';

interface Props {
  readonly deal: DealRecord;
  readonly onClose: () => void;
}

/** Says that something was recorded wrong: it was always so. What was known until now stays readable as it was known then. */
export function CorrectDialog({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const notify = useNotify();
  const title = useDealName()(deal);
  const usual = useCurrency();
  const dayOf = (at: string | null): string => (at === null ? '' : format.dayOf(at));
  const held = {
    name: deal.name ?? '',
    closeOn: deal.closeOn ?? '',
    openedOn: dayOf(deal.openedAt),
    closedOn: dayOf(deal.closedAt),
    outcome: deal.status as string,
  };
  const [said, setSaid] = useState(held);
  const [before] = useState(() => moneyToType(deal.amount, deal.currency, usual));
  const [money, setMoney] = useState(before);
  const [reason, setReason] = useState('');
  const amount = moneyOf(money);
  const ask = useCommand({
    changes: ['deals'],
    onDone: () => {
      notify.done(t('deals.correctedNotice'));
      onClose();
    },
  });
  const closed = deal.status !== 'open';
  const changed = (Object.keys(held) as (keyof typeof held)[]).filter(
    (part) => said[part] !== held[part] && said[part] !== '',
  );
  const moneyChanged = (money.typed !== before.typed || money.currency !== before.currency) && amount !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = {
      ...Object.fromEntries(changed.map((part) => [part, said[part].trim()])),
      ...(moneyChanged ? { amount } : {}),
      reason: reason.trim(),
    };
    ask.mutate({ command: 'deal.correct', id: deal.deal, params });
  };
  const field = (part: keyof typeof held) => ({
    value: said[part],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setSaid((now) => ({ ...now, [part]: value }));
    },
  });
  return (
    <Dialog onClose={onClose} title={t('deals.correctTitle', { name: title })} size={520}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.soft}>{t('deals.correctText')}</p>
        <TextInput label={t('deals.name')} maxLength={200} {...field('name')} />
        <AmountField label={t('deals.amount')} value={money} onChange={setMoney} />
        <div className={styles.row}>
          <TextInput type="date" label={t('deals.openedOn')} {...field('openedOn')} />
          {closed ? (
            <TextInput type="date" label={t('deals.closedOn')} {...field('closedOn')} />
          ) : (
            <TextInput type="date" label={t('deals.closeOn')} {...field('closeOn')} />
          )}
          {closed ? (
            <NativeSelect
              label={t('deals.outcome')}
              {...field('outcome')}
              data={(['won', 'lost'] as const).map((one) => ({ value: one, label: t(`deals.status.${one}`) }))}
            />
          ) : null}
        </div>
        <TextInput
          label={t('deals.correctReason')}
          data-autofocus
          required
          withAsterisk={false}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <InlineProblem error={ask.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            busy={ask.isPending}
            disabled={reason.trim() === '' || amount === null || (changed.length === 0 && !moneyChanged)}
          >
            {t('deals.correct')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
