import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyTouch, Touch } from '../api/types.js';
import { Initials } from '../ui/initials.js';
import styles from './touch-line.module.css';

interface Props {
  readonly touch: Touch | CompanyTouch;
  /** The touch's own line. */
  readonly children: ReactNode;
}

/** A touch's line, and whose it is where the journey is one over many contacts. */
export function TouchOfContact({ touch, children }: Props) {
  const { t } = useTranslation();
  if (!('contact' in touch)) return children;
  // the company's own: nobody's of it in particular
  if (touch.contact === null)
    return (
      <div className={styles.row} data-whose>
        {children}
        <span className={styles.contact} />
      </div>
    );
  const name = touch.contactName ?? t('contact.nameless');
  return (
    <div className={styles.row} data-whose>
      {children}
      <Link to="/contacts/$contact" params={{ contact: touch.contact }} className={styles.contact} title={name}>
        <Initials name={name} />
        <span dir="auto">{name}</span>
      </Link>
    </div>
  );
}
