import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { Dialog } from '../ui/dialog.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

interface Props {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Removing signs somebody out for good, so it is asked for twice. */
export function RemovePerson({ id, name, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notify = useNotify();
  const remove = useMutation({
    mutationFn: () => call(`/api/people/${id}/remove`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['people'] });
      notify.done(t('people.removed', { name }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={t('people.removeTitle', { name })} size={440}>
      <div className={styles.form}>
        <p>{t('people.removeText')}</p>
        <InlineProblem error={remove.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose} data-autofocus>
            {t('action.cancel')}
          </Button>
          <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('people.removeDo')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
