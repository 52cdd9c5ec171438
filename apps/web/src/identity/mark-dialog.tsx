import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import styles from './identity.module.css';
import { useJudge } from './use-judge.js';

interface Props {
  readonly node: string;
  readonly value: string;
  /** What is said of it: that several people share it, or that it is somebody's own. */
  readonly says: 'shared' | 'own';
  readonly onClose: () => void;
}

/** Says of an identifier whether several people share it, and why. */
export function MarkDialog({ node, value, says, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const shared = says === 'shared';
  const mark = useJudge(`/api/identifiers/${node}/${says}`, () => {
    notify.done(t(shared ? 'identity.markedShared' : 'identity.markedOwn'));
    onClose();
  });
  return (
    <Dialog
      onClose={onClose}
      title={t(shared ? 'identity.markSharedTitle' : 'identity.markOwnTitle', { value })}
      size={480}
    >
      <div className={styles.form}>
        <p>{t(shared ? 'identity.markSharedText' : 'identity.markOwnText')}</p>
        <TextInput
          label={t('identity.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <InlineProblem error={mark.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            look="primary"
            busy={mark.isPending}
            onClick={() => mark.mutate(reason.trim() === '' ? {} : { reason: reason.trim() })}
          >
            {t(shared ? 'identity.markShared' : 'identity.markOwn')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
