import { useTranslation } from 'react-i18next';
import type { KpiLine } from '../api/types.js';
import styles from './toolbar.module.css';
import { useParameterWords } from './use-parameter-words.js';

interface Props {
  readonly line: KpiLine;
  readonly chosen: Readonly<Record<string, string>>;
  /** All that is chosen, as an address says it; undefined for nothing. */
  readonly onChange: (chosen: string | undefined) => void;
}

/** What may be chosen about a figure; its preset holds where nothing is. */
export function Parameters({ line, chosen, onChange }: Props) {
  const { t } = useTranslation();
  const word = useParameterWords();
  const choose = (name: string, value: string): void => {
    const { [name]: _, ...others } = chosen;
    const all = value === '' ? others : { ...others, [name]: value };
    onChange(new URLSearchParams(all).toString() || undefined);
  };
  return Object.entries(line.parameters).map(([name, { type, preset, among, most }]) => (
    <label key={name} className={styles.choice}>
      <span>{word.name(name)}</span>
      {among === undefined ? (
        <input
          type={type === 'whole' ? 'number' : 'text'}
          min={0}
          max={most}
          placeholder={preset === null ? t('figures.unset') : String(preset)}
          // asked for when it is finished: each change is another question
          defaultValue={chosen[name] ?? ''}
          onBlur={(event) => choose(name, event.currentTarget.value)}
          onKeyDown={(event) => (event.key === 'Enter' ? choose(name, event.currentTarget.value) : undefined)}
        />
      ) : (
        <select
          value={chosen[name] ?? String(preset ?? '')}
          onChange={(event) => choose(name, event.currentTarget.value === preset ? '' : event.currentTarget.value)}
        >
          {preset === null ? <option value="">{t('figures.unset')}</option> : null}
          {among.map((one) => (
            <option key={one} value={one}>
              {word.value(one)}
            </option>
          ))}
        </select>
      )}
    </label>
  ));
}
