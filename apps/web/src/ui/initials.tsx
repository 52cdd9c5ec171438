import { hueOf, initialsOf } from './initials-of.js';
import styles from './initials.module.css';

/** A small square with a person's initials. */
export function Initials({ name, size = 20 }: { readonly name: string; readonly size?: number }) {
  return (
    <span
      className={styles.initials}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.42), color: `var(--ch-${hueOf(name)})` }}
      aria-hidden
    >
      {initialsOf(name)}
    </span>
  );
}
