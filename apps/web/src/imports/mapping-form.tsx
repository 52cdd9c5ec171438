import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Looked } from '../api/types.js';
import { useEventWords } from '../inspector/event-words.js';
import { channels, knownKinds } from '../ui/channels.js';
import { useWords } from '../ui/words.js';
import { ColumnTable } from './column-table.js';
import { isFormEvent, setConstant, setEvent, setFile, setUse, setWord } from './mapping-edits.js';
import styles from './mapping-step.module.css';
import { formEvents, type EmitView, type MappingView } from './mapping-view.js';
import type { Cut } from './queries.js';

const delimiters = [',', ';', '\t', '|'] as const;
const encodings = ['utf-8', 'windows-1252', 'iso-8859-1', 'utf-16le', 'utf-16be', 'shift_jis', 'gb18030'] as const;

interface Props {
  readonly document: string;
  readonly view: MappingView;
  readonly columns: Looked['columns'];
  readonly onChange: (document: string) => void;
  readonly onCut: (cut: Cut) => void;
}

/** A mapping, chosen: each choice is an edit of the document. */
export function MappingForm({ document, view, columns, onChange, onCut }: Props) {
  return (
    <>
      <FileFields document={document} view={view} onChange={onChange} onCut={onCut} />
      {view.emits.map((emit, index) => (
        <EmitForm
          // Emits have a place, and may not have a name yet.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          document={document}
          emit={emit}
          index={index}
          alone={view.emits.length === 1}
          columns={columns}
          onChange={onChange}
        />
      ))}
    </>
  );
}

function FileFields({ document, view, onChange, onCut }: Omit<Props, 'columns'>) {
  const { t } = useTranslation();
  const zones = useId();
  const { name, source, delimiter, encoding, zone } = view;
  const known = (list: readonly string[], value: string): readonly string[] =>
    list.includes(value) ? list : [...list, value];
  return (
    <div className={styles.fields}>
      <label className={styles.field}>
        {t('imports.mapping')}
        <input
          className={styles.input}
          value={name}
          maxLength={200}
          onChange={(event) => onChange(setWord(document, 'name', event.currentTarget.value))}
        />
      </label>
      <label className={styles.field}>
        {t('imports.source')}
        <input
          className={styles.input}
          value={source}
          maxLength={200}
          onChange={(event) => onChange(setWord(document, 'source', event.currentTarget.value))}
        />
      </label>
      <label className={styles.field}>
        {t('imports.delimiter')}
        <select
          className={styles.input}
          value={delimiter}
          onChange={(event) => onCut({ delimiter: event.currentTarget.value, encoding })}
        >
          {known(delimiters, delimiter).map((one) => (
            <option key={one} value={one}>
              {one === '\t' ? t('imports.tab') : one}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        {t('imports.encoding')}
        <select
          className={styles.input}
          value={encoding}
          onChange={(event) => onCut({ delimiter, encoding: event.currentTarget.value })}
        >
          {known(encodings, encoding).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        {t('imports.zone')}
        <input
          className={styles.input}
          value={zone}
          list={zones}
          onChange={(event) => onChange(setFile(document, 'zone', event.currentTarget.value))}
        />
        <datalist id={zones}>
          {['UTC', ...Intl.supportedValuesOf('timeZone')].map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </datalist>
      </label>
    </div>
  );
}

interface EmitProps {
  readonly document: string;
  readonly emit: EmitView;
  readonly index: number;
  readonly alone: boolean;
  readonly columns: Looked['columns'];
  readonly onChange: (document: string) => void;
}

function EmitForm({ document, emit, index, alone, columns, onChange }: EmitProps) {
  const { t } = useTranslation();
  const words = useWords();
  const event = useEventWords();
  const kinds = useId();
  const { event: type, channel, kind } = emit;
  const fromColumn = (field: string): string | undefined =>
    [...emit.uses].find(([, use]) => use.as === 'field' && use.field === field)?.[0];
  return (
    <section className={styles.emit} aria-label={emit.name}>
      {alone ? null : <h2>{emit.name}</h2>}
      <div className={styles.fields}>
        <label className={styles.field}>
          {t('imports.event')}
          <select
            className={styles.input}
            value={type}
            onChange={({ currentTarget: { value } }) => {
              if (isFormEvent(value)) onChange(setEvent(document, index, value));
            }}
          >
            {(isFormEvent(type) ? formEvents : [...formEvents, type]).map((one) => (
              <option key={one} value={one}>
                {event(one)}
              </option>
            ))}
          </select>
        </label>
        {type === 'touchpoint-recorded' ? (
          <>
            <label className={styles.field}>
              {t('imports.fields.channel')}
              <select
                className={styles.input}
                value={channel ?? ''}
                onChange={({ currentTarget: { value } }) => onChange(setConstant(document, index, 'channel', value))}
              >
                {channel === undefined ? (
                  <option value="">{said(t('imports.fromColumn'), fromColumn('channel'))}</option>
                ) : null}
                {channels.map((one) => (
                  <option key={one} value={one}>
                    {words.channel(one)}
                  </option>
                ))}
              </select>
            </label>
            <label className={styles.field}>
              {t('imports.fields.kind')}
              <input
                className={styles.input}
                value={kind ?? ''}
                list={kinds}
                placeholder={kind === undefined ? said(t('imports.fromColumn'), fromColumn('kind')) : ''}
                aria-invalid={kind === undefined && fromColumn('kind') === undefined}
                onChange={({ currentTarget: { value } }) => onChange(setConstant(document, index, 'kind', value))}
              />
              <datalist id={kinds}>
                {knownKinds.map((one) => (
                  <option key={one} value={one}>
                    {words.kind(one)}
                  </option>
                ))}
              </datalist>
            </label>
          </>
        ) : null}
      </div>
      {isFormEvent(type) ? (
        <ColumnTable
          emit={emit}
          columns={columns}
          onUse={(column, use) => onChange(setUse(document, index, column, use))}
        />
      ) : (
        <p className={styles.soft}>{t('imports.onlyDocument')}</p>
      )}
    </section>
  );
}

/** Which column says it; nothing where none does. */
function said(words: string, column: string | undefined): string {
  return column === undefined ? '' : `${words} ${column}`;
}
