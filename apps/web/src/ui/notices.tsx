import { IconAlertTriangle, IconCircleCheck, IconX } from '@tabler/icons-react';
import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from './problem-text.js';
import { IconButton } from './button.js';
import styles from './notices.module.css';

interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  readonly detail?: string;
}

let notices: readonly Notice[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(to: readonly Notice[]): void {
  notices = to;
  for (const listener of listeners) listener();
}

function add(notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  change([...notices.slice(-2), { ...notice, id }]);
  // What went wrong stays until it is closed; what went well leaves by itself.
  if (notice.tone === 'good') setTimeout(() => dismiss(id), 5000);
}

function dismiss(id: number): void {
  change(notices.filter((notice) => notice.id !== id));
}

/** Says in a corner what a command did. */
export function useNotify(): { done(text: string): void; problem(error: Error): void } {
  const text = useProblemText();
  return useMemo(
    () => ({
      done: (said) => add({ tone: 'good', text: said }),
      problem: (error) => {
        const { title, detail } = text(error);
        add({ tone: 'bad', text: title, detail });
      },
    }),
    [text],
  );
}

/** Where notices appear; read out by screen readers. */
export function Notices() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {shown.map((notice) => (
        <div key={notice.id} className={styles.notice} data-tone={notice.tone}>
          {notice.tone === 'good' ? (
            <IconCircleCheck size={18} aria-hidden />
          ) : (
            <IconAlertTriangle size={18} aria-hidden />
          )}
          <div className={styles.words}>
            <span>{notice.text}</span>
            {notice.detail === undefined ? null : <span className={styles.detail}>{notice.detail}</span>}
          </div>
          <IconButton label={t('action.close')} size={24} onClick={() => dismiss(notice.id)}>
            <IconX size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
