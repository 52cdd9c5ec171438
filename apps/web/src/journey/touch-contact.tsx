import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CompanyTouch, Touch } from '../api/types.js';
import { Initials } from '../ui/initials.js';
import styles from './touch-line.module.css';

/** Whose touch it is, where the journey is one over many contacts. */
export function TouchContact({ touch }: { readonly touch: Touch | CompanyTouch }) {
  const { t } = useTranslation();
  if (!('contact' in touch)) return null;
  const name = touch.contactName ?? t('contact.nameless');
  return (
    <Link to="/contacts/$contact" params={{ contact: touch.contact }} className={styles.contact} title={name}>
      <Initials name={name} />
      <span dir="auto">{name}</span>
    </Link>
  );
}
