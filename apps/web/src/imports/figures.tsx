import { useFormat } from '../i18n/use-format.js';
import styles from './imports.module.css';

interface Figure {
  readonly label: string;
  readonly value: number;
  readonly bad?: boolean;
}

/** A few numbers beside each other. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  const format = useFormat();
  return (
    <dl className={styles.figures}>
      {figures.map(({ label, value, bad = false }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd data-bad={bad || undefined}>{format.count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
