import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.js';
import styles from './dialog.module.css';
import { useFocusBack } from './focus-back.js';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: number;
  /** Whether a click beside it closes it: not while it shows something that is shown only once. */
  readonly closeOnClickOutside?: boolean;
  readonly children: ReactNode;
}

/** A dialog; once it is closed, the focus is where it was. */
export function Dialog({ title, onClose, size = 480, closeOnClickOutside = true, children }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Modal.Root opened onClose={onClose} padding="lg" size={size} closeOnClickOutside={closeOnClickOutside}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content>
        <div className={styles.bar}>
          <Modal.Title className={styles.title}>{title}</Modal.Title>
          <IconButton label={t('action.close')} onClick={onClose}>
            <IconX size={18} aria-hidden />
          </IconButton>
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
