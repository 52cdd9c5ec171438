import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Retried } from '../api/types.js';
import { Button } from '../ui/button.js';
import { useNotify } from '../ui/notices.js';
import styles from './intake.module.css';

interface Props {
  readonly source: string | undefined;
  readonly reason: string | undefined;
}

/** Tries all that wait of a filter again, a page after the other, and says how far it is. */
export function RetryAll({ source, reason }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notify = useNotify();
  const [done, setDone] = useState({ tried: 0, mended: 0 });
  const retry = useMutation({
    mutationFn: async () => {
      let [tried, mended] = [0, 0];
      setDone({ tried, mended });
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: Retried = await call('/api/quarantine/retry', { method: 'POST', body: { source, reason, cursor } });
        tried += page.tried;
        mended += page.mended;
        cursor = page.next;
        setDone({ tried, mended });
      }
      return { tried, mended };
    },
    onSuccess: ({ tried, mended }) => notify.done(t('quarantine.retried', { mended, left: tried - mended })),
    onError: (error) => notify.problem(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['quarantine'] }),
  });
  return (
    <>
      <Button size="small" busy={retry.isPending} onClick={() => retry.mutate()}>
        <IconRefresh size={14} aria-hidden />
        {t('quarantine.retryAll')}
      </Button>
      {retry.isPending ? (
        <span className={styles.progress} role="status">
          {t('quarantine.progress', done)}
        </span>
      ) : null}
    </>
  );
}
