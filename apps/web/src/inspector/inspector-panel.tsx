import { FocusTrap } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconArrowsDiagonal, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EventAnchor } from '../subject/event-anchor.js';
import { EventDetails } from './event-details.js';
import { IconButton } from '../ui/button.js';
import styles from './inspector.module.css';

interface Props {
  readonly event: string;
  readonly onClose: () => void;
  /** On a narrow screen it lies over the journey and keeps the focus. */
  readonly overlay: boolean;
}

/** An event beside the journey it belongs to. */
export function InspectorPanel({ event, onClose, overlay }: Props) {
  const { t } = useTranslation();
  return (
    <FocusTrap active={overlay}>
      <aside className={styles.panel} data-overlay={overlay || undefined} aria-label={t('inspector.title')}>
        <div className={styles.bar}>
          <h2>{t('inspector.title')}</h2>
          <Link
            to="/events/$event"
            params={{ event }}
            className={styles.expand}
            aria-label={t('inspector.openPage')}
            title={t('inspector.openPage')}
          >
            <IconArrowsDiagonal size={16} aria-hidden />
          </Link>
          <IconButton label={t('action.close')} onClick={onClose}>
            <IconX size={18} />
          </IconButton>
        </div>
        <EventDetails
          key={event}
          event={event}
          renderLink={(id, children) => <EventAnchor event={id}>{children}</EventAnchor>}
        />
      </aside>
    </FocusTrap>
  );
}
