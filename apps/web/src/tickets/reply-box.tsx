import '../ui/field-styles.js';
import { Textarea } from '@mantine/core';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useCommand } from '../commands/use-command.js';
import { modKey } from '../shell/mod-key.js';
import { Button } from '../ui/button.js';
import { InlineProblem } from '../ui/states.js';
import styles from './ticket.module.css';

const kinds = ['reply', 'note', 'customer'] as const;
type Kind = (typeof kinds)[number];

const says = {
  reply: { from: 'staff', visibility: 'public' },
  note: { from: 'staff', visibility: 'internal' },
  customer: { from: 'customer', visibility: 'public' },
} as const;

/** Notes what is said: an answer, a note for colleagues alone, or what the customer said. */
export function ReplyBox({ ticket }: { readonly ticket: TicketDetail }) {
  const { t } = useTranslation();
  const may = useMay('tickets.write');
  const [kind, setKind] = useState<Kind>('reply');
  const [message, setMessage] = useState('');
  const ask = useCommand({
    changes: ['tickets'],
    // what is typed while the last words are on their way is not theirs
    onDone: (_, sent) => setMessage((now) => (now.trim() === sent.params?.['message'] ? '' : now)),
  });
  if (!may) return null;
  if (ticket.status === 'closed' || ticket.status === 'merged')
    return <p className={styles.closed}>{t(`tickets.noReply.${ticket.status}`)}</p>;
  if (ticket.contact === null) return <p className={styles.closed}>{t('tickets.noReply.nobodys')}</p>;
  const send = (): void => {
    if (message.trim() === '' || ask.isPending) return;
    ask.mutate({ command: 'ticket.reply', id: ticket.ticket, params: { ...says[kind], message: message.trim() } });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <form className={styles.reply} data-kind={kind} onSubmit={submit}>
      <div className={styles.kinds} role="radiogroup" aria-label={t('tickets.replyKind')}>
        {kinds.map((one) => (
          <label key={one}>
            <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
            {t(`tickets.reply.${one}`)}
          </label>
        ))}
      </div>
      <Textarea
        aria-label={t(`tickets.reply.${kind}`)}
        placeholder={t(`tickets.replyText.${kind}`)}
        rows={3}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
        onKeyDown={press}
      />
      <InlineProblem error={ask.error} />
      <div className={styles.send}>
        <span>{t('tickets.sendKeys', { key: modKey })}</span>
        <Button type="submit" look="primary" size="small" busy={ask.isPending} disabled={message.trim() === ''}>
          {t('tickets.send')}
        </Button>
      </div>
    </form>
  );
}
