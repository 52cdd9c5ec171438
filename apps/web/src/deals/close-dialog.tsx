import '../ui/field-styles.js';
import { Textarea, TextInput } from '@mantine/core';
import { useId, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { useReasons } from '../commands/use-reasons.js';
import { useReasonWord } from '../handoffs/reason-words.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { AmountField, moneyOf, moneyToType } from './amount-field.js';
import { useDealName } from './deal-name.js';
import { useCurrency } from './use-currency.js';

interface Props {
  readonly deal: DealLine;
  readonly outcome: 'won' | 'lost';
  readonly onClose: () => void;
}

/** Wins a deal, perhaps for another amount than was expected, or loses it; with the reason in a word, and in more. */
export function CloseDialog({ deal, outcome, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const name = useDealName()(deal);
  const usual = useCurrency();
  const [money, setMoney] = useState(() => moneyToType(deal.amount, deal.currency, usual));
  const [reason, setReason] = useState('');
  const [comment, setComment] = useState('');
  const [on, setOn] = useState('');
  const amount = moneyOf(money);
  const won = outcome === 'won';
  const offered = useId();
  const word = useReasonWord();
  const { list = [] } = useReasons(won ? 'deal-won' : 'deal-lost');
  const ask = useCommand({
    changes: ['deals'],
    onDone: () => {
      notify.done(t(won ? 'deals.wonNotice' : 'deals.lostNotice', { name }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = {
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
      ...(on === '' ? {} : { on }),
    };
    if (won) ask.mutate({ command: 'deal.win', id: deal.deal, params: { ...said, ...(amount ? { amount } : {}) } });
    else ask.mutate({ command: 'deal.lose', id: deal.deal, params: said });
  };
  return (
    <Dialog onClose={onClose} title={t(won ? 'deals.winTitle' : 'deals.loseTitle', { name })}>
      <form className={styles.form} onSubmit={submit}>
        {won ? <AmountField label={t('deals.wonFor')} value={money} onChange={setMoney} autoFocus /> : null}
        <TextInput
          label={t('deals.reason')}
          description={t(won ? 'deals.winReasonHelp' : 'deals.loseReasonHelp')}
          {...(won ? {} : { 'data-autofocus': true, required: true, withAsterisk: false })}
          maxLength={200}
          list={offered}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <datalist id={offered}>
          {list.map((one) => (
            <option key={one} value={one}>
              {word(one)}
            </option>
          ))}
        </datalist>
        <Textarea
          label={t('deals.comment')}
          autosize={false}
          rows={3}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('deals.closedOn')}
          description={t('deals.closedOnHelp')}
          value={on}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
        <InlineProblem error={ask.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            busy={ask.isPending}
            disabled={won ? amount === null : reason.trim() === ''}
          >
            {t(won ? 'deals.win' : 'deals.lose')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
