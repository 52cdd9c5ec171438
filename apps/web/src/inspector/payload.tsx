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
  const nested = typeof value === 'object' && value !== null && !isErased(value) && Object.keys(value).length > 0;
  const flat = Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null);
  if (!nested || flat)
    return (
      <div>
        <dt style={{ paddingLeft: depth * 12 }}>{name}</dt>
        <dd>{isErased(value) ? <ErasedMark /> : <Scalar value={value} />}</dd>
      </div>
    );
  return (
    <>
      <div>
        <dt style={{ paddingLeft: depth * 12 }}>{name}</dt>
        <dd />
      </div>
      {Object.entries(value as Record<string, unknown>).map(([key, inner]) => (
        <Entry key={key} name={key} value={inner} depth={depth + 1} />
      ))}
    </>
  );
}

function Scalar({ value }: { readonly value: unknown }) {
  if (typeof value === 'string')
    return (
      <span className={styles.text} dir="auto">
        {value}
      </span>
    );
  return <span className={styles.literal}>{Array.isArray(value) ? value.join(', ') : JSON.stringify(value)}</span>;
}
