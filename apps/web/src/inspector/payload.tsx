import { useTranslation } from 'react-i18next';
import { ErasedMark } from '../ui/erased-mark.js';
import styles from './inspector.module.css';

/** Whether a value is the mark of one whose key is destroyed. */
export function isErased(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { erased?: unknown }).erased === true;
}

/** The payload as it was said: the field names are the event's own, nested ones indented. */
export function Payload({ payload }: { readonly payload: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const entries = Object.entries(payload).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return <p className={styles.empty}>{t('inspector.noPayload')}</p>;
  return (
    <dl className={styles.payload}>
      {entries.map(([name, value]) => (
        <Entry key={name} name={name} value={value} depth={0} />
      ))}
    </dl>
  );
}

interface EntryProps {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

function Entry({ name, value, depth }: EntryProps) {
  const parts = partsOf(value);
  return (
    <>
      <div>
        <dt style={{ paddingLeft: depth * 12 }}>{name}</dt>
        <dd>{parts !== null ? null : isErased(value) ? <ErasedMark /> : <Scalar value={value} />}</dd>
      </div>
      {parts?.map(([key, inner]) => (
        <Entry key={key} name={key} value={inner} depth={depth + 1} />
      ))}
    </>
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isErased(value);
}

/** What is shown on lines of its own below a value; null where the value fits its own line. */
function partsOf(value: unknown): [string, unknown][] | null {
  if (!isObject(value) || Object.keys(value).length === 0) return null;
  if (!Array.isArray(value)) return isFlat(value) && isIdentifier(value) ? null : Object.entries(value);
  return value.some(isObject) ? value.map((inner: unknown, index) => [String(index + 1), inner]) : null;
}

function isFlat(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).every((inner) => typeof inner !== 'object' || inner === null);
}

/** An identifier is one line: its kind, what it is of, its value. */
function isIdentifier(value: Readonly<Record<string, unknown>>): boolean {
  return (
    Object.keys(value)
      .sort((a, b) => a.localeCompare(b))
      .join() === 'kind,namespace,value'
  );
}

function Scalar({ value }: { readonly value: unknown }) {
  if (typeof value === 'string')
    return (
      <span className={styles.text} dir="auto">
        {value}
      </span>
    );
  if (isObject(value) && !Array.isArray(value) && isIdentifier(value)) {
    const { kind, namespace, value: said } = value;
    return (
      <span className={styles.text}>
        {[kind, namespace, said].filter((part) => part !== '' && part !== null).join(' · ')}
      </span>
    );
  }
  return <span className={styles.literal}>{Array.isArray(value) ? value.join(', ') : JSON.stringify(value)}</span>;
}
