import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Stages } from '../api/types.js';
import { useStageWord } from '../ui/stage-words.js';
import styles from './stage-filter.module.css';

interface Props {
  readonly value: string | undefined;
  readonly onChange: (stage: string | undefined) => void;
}

/** Chooses one stage of the funnel, or any. */
export function StageFilter({ value, onChange }: Props) {
  const { t } = useTranslation();
  const word = useStageWord();
  const stages = useQuery({
    queryKey: ['stages'],
    queryFn: ({ signal }) => call<Stages>('/api/stages', { signal }),
    meta: { reads: ['funnel'] },
  });
  const names = stages.data?.stages.map(({ name }) => name) ?? [];
  return (
    <select
      aria-label={t('contacts.stage')}
      className={styles.filter}
      data-set={value === undefined ? undefined : true}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    >
      <option value="">{t('contacts.anyStage')}</option>
      {(value === undefined || names.includes(value) ? names : [...names, value]).map((name) => (
        <option key={name} value={name}>
          {word(name)}
        </option>
      ))}
    </select>
  );
}
