import styles from './skeleton.module.css';

/** A bar where text will be. */
export function Bar({ width, height = 12 }: { readonly width: number | string; readonly height?: number }) {
  return <span className={styles.bar} style={{ width, height }} aria-hidden />;
}
