import '../ui/field-styles.js';
import { NativeSelect, Textarea } from '@mantine/core';
import { useState, type FormEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../commands/use-command.js';
import { useReasons } from '../commands/use-reasons.js';
import { Button } from '../ui/button.js';
import { useFocusBack } from '../ui/focus-back.js';
import { useFormInPlace } from '../ui/form-in-place.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import styles from './handoffs.module.css';
import { useReasonWord } from './reason-words.js';

interface Props {
  readonly handoff: string;
  /** Not taken over at all, or given back. */
  readonly kind: 'refuse' | 'return';
  readonly onClose: () => void;
  /** The button that opened it, which comes back as it closes. */
  readonly opener: RefObject<HTMLButtonElement | null>;
}

/** Says why a contact is not taken over, or given back: a reason of the list, and words. */
export function AnswerForm({ handoff, kind, onClose, opener }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const inPlace = useFormInPlace(onClose);
  useFocusBack(opener);
  const word = useReasonWord();
  const { list, error } = useReasons(kind === 'refuse' ? 'handoff-refused' : 'handoff-returned');
  const [reason, setReason] = useState('');
  const [comment, setComment] = useState('');
  const send = useCommand({
    changes: 'all',
    onDone: () => {
      notify.done(t(kind === 'refuse' ? 'handoffs.refused' : 'handoffs.returned'));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = comment.trim();
    send.mutate({
      command: `handoff.${kind}`,
      id: handoff,
      params: { reason, ...(said === '' ? {} : { comment: said }) },
    });
  };
  return (
    <form onSubmit={submit} className={styles.form} {...inPlace}>
      <NativeSelect
        label={t('handoffs.why')}
        value={reason}
        required
        withAsterisk={false}
        onChange={(event) => setReason(event.currentTarget.value)}
      >
        <option value="">{t('handoffs.choose')}</option>
        {list?.map((one) => (
          <option key={one} value={one}>
            {word(one)}
          </option>
        ))}
      </NativeSelect>
      <Textarea
        label={t('handoffs.words')}
        rows={3}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <InlineProblem error={send.error ?? error} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button type="submit" look="primary" busy={send.isPending} disabled={reason === ''}>
          {kind === 'refuse' ? t('handoffs.refuse') : t('handoffs.giveBack')}
        </Button>
      </div>
    </form>
  );
}
