import styles from './filter.module.css';

interface Props {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A filter that is on, or is not. */
export function ToggleFilter({ label, on, onChange }: Props) {
  return (
    <div className={styles.filter} data-set={on || undefined}>
      <button type="button" className={styles.button} aria-pressed={on} onClick={() => onChange(!on)}>
        {label}
      </button>
    </div>
  );
}
