import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { DeadLetter, Page } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useEventWords } from '../inspector/event-words.js';
import { Moment } from '../ui/moment.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { Dialog } from '../ui/dialog.js';
import { Button } from '../ui/button.js';
import styles from './dead-letters.module.css';

interface Props {
  readonly projection: string;
  readonly onClose: () => void;
}

/** What a read model could not take in, each with its reason and the way to try it again. */
export function DeadLetters({ projection, onClose }: Props) {
  const { t } = useTranslation();
  const letters = useQuery({
    queryKey: ['dead-letters', projection],
    queryFn: ({ signal }) =>
      call<Page<DeadLetter>>(`/api/projections/${encodeURIComponent(projection)}/dead-letters`, { signal }),
    meta: { reads: [projection] },
  });
  const items = letters.data?.items;
  return (
    <Dialog onClose={onClose} title={t('deadLetters.title', { name: projection })} size={640}>
      <p className={styles.lead}>{t('deadLetters.lead')}</p>
      {letters.isError && items === undefined ? (
        <ErrorState error={letters.error} retry={() => void letters.refetch()} compact />
      ) : items === undefined ? (
        <div className={styles.letter} aria-hidden>
          <Bar width={200} />
          <Bar width="80%" height={10} />
        </div>
      ) : items.length === 0 ? (
        <EmptyState icon={IconCircleCheck} title={t('deadLetters.none')} />
      ) : (
        <ul>
          {items.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Letter({ letter }: { readonly letter: DeadLetter }) {
  const { t } = useTranslation();
  const words = useEventWords();
  const client = useQueryClient();
  const notify = useNotify();
  const mayRetry = useMay('projections.manage');
  const retry = useMutation({
    mutationFn: () => call(`/api/dead-letters/${encodeURIComponent(letter.id)}/retry`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['dead-letters'] });
      await client.invalidateQueries({ queryKey: ['projections'] });
      notify.done(t('deadLetters.retried'));
    },
    onError: (error) => notify.problem(error),
  });
  return (
    <li className={styles.letter}>
      <div className={styles.head}>
        <Link to="/events/$event" params={{ event: letter.eventId }} className={styles.event}>
          {words(letter.eventType)}
        </Link>
        <Moment at={letter.at} className={styles.soft} />
        {mayRetry ? (
          <Button
            className={styles.retry}

            size="compact"

            busy={retry.isPending}
            onClick={() => retry.mutate()}
          >
            <IconRefresh size={14} aria-hidden />

            {t('action.retry')}
          </Button>
        ) : null}
      </div>
      <p className={styles.error}>{letter.error}</p>
    </li>
  );
}
