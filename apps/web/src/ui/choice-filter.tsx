import { IconChevronDown, IconX } from '@tabler/icons-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { Option } from './option.js';
import styles from './filter.module.css';
import { OnDemand } from './on-demand.js';

const ChoiceItems = lazy(() => import('./choice-items.js').then((module) => ({ default: module.ChoiceItems })));

interface Props {
  /** What is filtered by. */
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** Chooses one of a few, or all. */
export function ChoiceFilter({ label, options, value, onChange }: Props) {
  const { t } = useTranslation();
  const chosen =
    value === undefined ? null : (options.find((option) => option.value === value)?.label ?? value.slice(0, 8));
  return (
    <div className={styles.filter} data-set={chosen !== null || undefined}>
      <OnDemand
        renderMenu={(button) => (
          <ChoiceItems options={options} value={value} onChange={onChange}>
            {button}
          </ChoiceItems>
        )}
      >
        <button type="button" className={styles.button} aria-haspopup="menu">
          {chosen === null ? label : `${label}: ${chosen}`}
          {chosen === null ? <IconChevronDown size={14} aria-hidden /> : null}
        </button>
      </OnDemand>
      {chosen === null ? null : (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('filter.clear', { filter: chosen })}
          onClick={() => onChange(undefined)}
        >
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
