import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { LinkPreview, SearchHit } from '../api/types.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { useWords } from '../ui/words.js';
import styles from './identity.module.css';
import { useJudge } from './use-judge.js';

interface Props {
  readonly contact: string;
  /** The other contact, where it is known already. */
  readonly other?: string;
  readonly onClose: () => void;
}

/** Links a contact with another one: first which, then what would become of both. */
export function LinkDialog({ contact, other, onClose }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(other);
  return (
    <Dialog onClose={onClose} title={t('identity.link')} size={720}>
      {chosen === undefined ? (
        <Choose contact={contact} onChoose={setChosen} />
      ) : (
        <Preview contact={contact} other={chosen} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Choose({ contact, onChoose }: { readonly contact: string; readonly onChoose: (contact: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 120);
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) =>
      call<{ items: readonly SearchHit[] }>('/api/search', { signal, params: { q: asked } }).then(({ items }) => items),
    enabled: asked !== '',
    meta: { reads: ['contacts'] },
  });
  const hits = (found.data ?? []).filter((hit) => hit.contact !== contact);
  return (
    <div className={styles.form}>
      <TextInput
        label={t('identity.who')}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <InlineProblem error={found.error} />
      <ul className={styles.hits}>
        {hits.map((hit) => (
          <li key={hit.contact}>
            <button type="button" onClick={() => onChoose(hit.contact)}>
              <span>{hit.name ?? hit.email ?? t('contact.nameless')}</span>
              <span className={styles.soft}>
                {[hit.email, hit.company].filter((part) => part !== null).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {asked !== '' && found.isSuccess && hits.length === 0 ? (
        <p className={styles.soft}>{t('identity.nobody')}</p>
      ) : null}
    </div>
  );
}

function Preview({ contact, other, onClose }: Required<Props>) {
  const { t } = useTranslation();
  const words = useWords();
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const preview = useQuery({
    queryKey: ['link-preview', contact, other],
    queryFn: ({ signal }) => call<LinkPreview>(`/api/contacts/${contact}/link-preview/${other}`, { signal }),
    meta: { reads: ['contacts', 'identity'] },
  });
  const link = useJudge(`/api/contacts/${contact}/link`, () => {
    notify.done(t('identity.linked'));
    onClose();
  });
  const { data } = preview;
  if (data === undefined)
    return preview.isError ? (
      <ErrorState error={preview.error} retry={() => void preview.refetch()} compact />
    ) : (
      <Bar width="80%" />
    );
  const nameOf = ({ name, email }: LinkPreview['left']): string => name ?? email ?? t('contact.nameless');
  const shared = data.conflicts.some(({ code }) => code === 'shared');
  return (
    <div className={styles.form}>
      {data.conflicts.length === 0 ? null : (
        <ul className={styles.conflicts}>
          {data.conflicts.map(({ code }) => (
            <li key={code}>{t(`identity.conflict.${code}`)}</li>
          ))}
        </ul>
      )}
      <div className={styles.scroll} role="region" aria-label={t('identity.preview')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('identity.field')}</th>
              <th scope="col">{nameOf(data.left)}</th>
              <th scope="col">{nameOf(data.right)}</th>
              <th scope="col">{t('identity.result')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('contact.touches')}</th>
              <td>{data.left.activity.touches}</td>
              <td>{data.right.activity.touches}</td>
              <td className={styles.result}>{data.left.activity.touches + data.right.activity.touches}</td>
            </tr>
            {data.fields.map(({ field, left, right, result, differs }) => (
              <tr key={field} className={differs ? styles.differs : undefined}>
                <th scope="row">{words.field(field)}</th>
                <td>{left ?? '–'}</td>
                <td>{right ?? '–'}</td>
                <td className={styles.result}>{result ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TextInput
        label={t('identity.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <InlineProblem error={link.error} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          busy={link.isPending}
          disabled={data.same || shared}
          onClick={() => link.mutate({ with: other, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })}
        >
          {t('identity.doLink')}
        </Button>
      </div>
    </div>
  );
}
