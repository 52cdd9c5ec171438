import '../ui/field-styles.js';
import { Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import form from '../ui/form.module.css';
import { InlineProblem } from '../ui/states.js';
import { SCORES, useTicketWords } from './ticket-words.js';
import styles from './ticket.module.css';

interface Props {
  readonly ticket: TicketDetail;
  readonly onClose: () => void;
}

/** Notes how satisfied the customer says they are with a solved ticket, in their own words where there are any. */
export function RateDialog({ ticket, onClose }: Props) {
  const { t } = useTranslation();
  const words = useTicketWords();
  const [score, setScore] = useState(ticket.score);
  const [comment, setComment] = useState('');
  const ask = useCommand({ changes: ['tickets'], onDone: onClose });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = comment.trim();
    ask.mutate({
      command: 'ticket.rate',
      id: ticket.ticket,
      params: { score, ...(said === '' ? {} : { comment: said }) },
    });
  };
  return (
    <Dialog onClose={onClose} title={t('tickets.rate')}>
      <form className={form.form} onSubmit={submit}>
        <fieldset className={styles.scores}>
          <legend>{t('tickets.rateQuestion')}</legend>
          {SCORES.map((one) => (
            <label key={one}>
              <input type="radio" name="score" checked={score === one} onChange={() => setScore(one)} />
              {words.score(one)}
            </label>
          ))}
        </fieldset>
        {ticket.contact === null ? null : (
          <Textarea
            label={t('tickets.rateComment')}
            rows={3}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        )}
        <InlineProblem error={ask.error} />
        <div className={form.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending} disabled={score === null}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
