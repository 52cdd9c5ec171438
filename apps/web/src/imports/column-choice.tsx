import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Looked } from '../api/types.js';
import { useRecordWords } from '../subject/record-words.js';
import styles from './column-table.module.css';
import { codeOf, touchFields, meantBy } from './column-codes.js';
import { identifierKinds, valueKinds, type ColumnUse } from './mapping-view.js';

const formats = [
  'iso',
  'unix',
  'unix-ms',
  'yyyy-MM-dd HH:mm:ss',
  'dd.MM.yyyy',
  'dd.MM.yyyy HH:mm',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
];

type Column = Looked['columns'][number];

interface Props {
  readonly column: Column;
  readonly event: string;
  readonly use: ColumnUse;
  /** Names that properties have already. */
  readonly taken: ReadonlySet<string>;
  readonly onUse: (use: ColumnUse) => void;
}

/** What a column is taken for, and how it is read. */
export function ColumnChoice({ column, event, use, taken, onUse }: Props) {
  const { t } = useTranslation();
  const words = useRecordWords();
  const touch = event === 'touchpoint-recorded';
  return (
    <div className={styles.choice}>
      <select
        className={styles.input}
        value={codeOf(use)}
        aria-label={t('imports.takenFor', { column: column.name })}
        onChange={({ currentTarget: { value } }) => onUse(meantBy(value, column))}
      >
        <option value="out">{t('imports.uses.out')}</option>
        <optgroup label={t('imports.uses.who')}>
          {identifierKinds.map((kind) => (
            <option key={kind} value={`identifier:${kind}`}>
              {words.identifier(kind)}
            </option>
          ))}
        </optgroup>
        <optgroup label={t('imports.uses.when')}>
          <option value="time">{t('imports.uses.time')}</option>
        </optgroup>
        <optgroup label={t('imports.uses.what')}>
          <option value="property">{t(touch ? 'imports.uses.property' : 'imports.uses.trait')}</option>
          {touch
            ? touchFields.map((name) => (
                <option key={name} value={`field:${name}`}>
                  {name}
                </option>
              ))
            : null}
        </optgroup>
      </select>
      {use.as === 'time' ? (
        <FormatInput
          label={t('imports.formatOf', { column: column.name })}
          value={use.format}
          onChange={(format) => onUse({ as: 'time', format })}
        />
      ) : null}
      {use.as === 'property' ? <PropertyFields column={column} use={use} taken={taken} onUse={onUse} /> : null}
    </div>
  );
}

type PropertyProps = Omit<Props, 'event' | 'use'> & { readonly use: ColumnUse & { readonly as: 'property' } };

function PropertyFields({ column, use, taken, onUse }: PropertyProps) {
  const { t } = useTranslation();
  const kinds = valueKinds.filter((kind) => kind !== 'other' || use.value === 'other');
  return (
    <>
      <NameInput
        label={t('imports.nameOf', { column: column.name })}
        name={use.name}
        taken={taken}
        onName={(name) => onUse({ ...use, name })}
      />
      <select
        className={styles.input}
        value={use.value}
        aria-label={t('imports.readAs', { column: column.name })}
        onChange={({ currentTarget }) => {
          const value = kinds.find((kind) => kind === currentTarget.value) ?? 'text';
          const money = value.startsWith('money');
          const detail = money ? 'EUR' : value === 'date' ? (column.format ?? 'iso') : '';
          onUse({ ...use, value, detail: money && use.value.startsWith('money') ? use.detail : detail });
        }}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`imports.values.${kind}`)}
          </option>
        ))}
      </select>
      {use.value.startsWith('money') ? (
        <input
          className={styles.input}
          value={use.detail}
          maxLength={3}
          size={4}
          aria-label={t('imports.currencyOf', { column: column.name })}
          onChange={(event) => onUse({ ...use, detail: event.currentTarget.value.toUpperCase() })}
        />
      ) : null}
      {use.value === 'date' ? (
        <FormatInput
          label={t('imports.formatOf', { column: column.name })}
          value={use.detail}
          onChange={(detail) => onUse({ ...use, detail })}
        />
      ) : null}
    </>
  );
}

interface NameProps {
  readonly label: string;
  readonly name: string;
  readonly taken: ReadonlySet<string>;
  readonly onName: (name: string) => void;
}

/** A name is taken over when it is complete: what is typed on the way may be another column's. */
function NameInput({ label, name, taken, onName }: NameProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const meant = (typed ?? name).trim();
  const valid = meant === name || (meant !== '' && !taken.has(meant));
  const commit = (): void => {
    setTyped(null);
    if (valid && meant !== name) onName(meant);
  };
  return (
    <input
      className={styles.input}
      value={typed ?? name}
      aria-label={label}
      aria-invalid={!valid}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}

interface FormatProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (format: string) => void;
}

/** How a date is written: one of those that are common, or a pattern of its own. */
function FormatInput({ label, value, onChange }: FormatProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <>
      <input
        className={styles.input}
        value={typed ?? value}
        list={id}
        aria-label={label}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          onChange(currentTarget.value);
        }}
        onBlur={() => setTyped(null)}
      />
      <datalist id={id}>
        {formats.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </datalist>
    </>
  );
}
