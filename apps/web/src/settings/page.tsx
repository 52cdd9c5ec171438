import type { ReactNode } from 'react';
import styles from './settings.module.css';

interface Props {
  readonly title: string;
  readonly lead: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a settings screen: what it is about, what can be done, and the list. */
export function SettingsPage({ title, lead, action, children }: Props) {
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={styles.about}>
          <h2>{title}</h2>
          <p>{lead}</p>
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}
