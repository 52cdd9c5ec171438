import { Link } from '@tanstack/react-router';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { useWords } from '../ui/words.js';
import styles from './contact-table.module.css';

interface Props {
  readonly row: ContactRow;
  readonly index: number;
  readonly offset: number;
  readonly selected: boolean;
  readonly onOpen: (contact: string) => void;
}

/** One contact; a click anywhere opens it. */
export const ContactTableRow = memo(function ContactTableRow({ row, index, offset, selected, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const label = row.name ?? row.email ?? t('contact.nameless');
  const click = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || (event.target as Element).closest('a') !== null) return;
    onOpen(row.contact);
  };
  return (
    // The name is the link that the keyboard opens; the rest of the row is a larger target for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={selected || undefined}
      className={styles.row}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={click}
    >
      <div role="cell" className={styles.cell} data-column="name">
        <Initials name={label} />
        <Link
          to="/contacts/$contact"
          params={{ contact: row.contact }}
          className={styles.name}
          data-row={row.contact}
          dir="auto"
        >
          {label}
        </Link>
        {row.email === null || row.email === label ? null : <span className={styles.soft}>{row.email}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="company">
        {row.company === null ? <span className={styles.none}>–</span> : <span dir="auto">{row.company}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="firstAt">
        {row.firstAt === null ? null : (
          <>
            <ChannelIcon channel={row.firstChannel} size={15} />
            <span className={styles.what}>{row.firstCampaign ?? words.channel(row.firstChannel ?? 'other')}</span>
            <Moment at={row.firstAt} className={styles.when} />
          </>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="lastAt">
        {row.lastAt === null ? null : (
          <>
            <ChannelIcon channel={row.lastChannel} size={15} />
            <span className={styles.what}>
              {words.channel(row.lastChannel ?? 'other')}
              {row.lastKind === null ? null : <span className={styles.soft}> {words.kind(row.lastKind)}</span>}
            </span>
            <Moment at={row.lastAt} className={styles.when} />
          </>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="touches">
        {format.count(row.touches)}
      </div>
    </div>
  );
});
