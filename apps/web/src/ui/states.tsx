import { IconAlertTriangle, IconPlugConnectedX, IconRefresh, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/client.js';
import { useProblemText } from './problem-text.js';
import { Button } from './button.js';
import styles from './states.module.css';

interface EmptyProps {
  readonly icon: Icon;
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
  readonly wide?: boolean;
  /** The heading's level: 1 where nothing else on the page is a heading. */
  readonly level?: 1 | 2;
}

/** Says what would be here and how to get it. */
export function EmptyState({ icon: Glyph, title, text, children, wide = false, level = 2 }: EmptyProps) {
  const Heading = `h${level}` as const;
  return (
    <div className={styles.state} data-wide={wide || undefined}>
      <span className={styles.glyph}>
        <Glyph size={20} stroke={1.6} aria-hidden />
      </span>
      <Heading className={styles.title}>{title}</Heading>
      {text === undefined ? null : <p className={styles.text}>{text}</p>}
      {children}
    </div>
  );
}

interface ErrorProps {
  readonly error: Error;
  readonly retry: () => void;
  readonly compact?: boolean;
}

/** Says what failed and offers to try again. */
export function ErrorState({ error, retry, compact = false }: ErrorProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const unreachable = error instanceof ApiProblem && error.unreachable;
  const Glyph = unreachable ? IconPlugConnectedX : IconAlertTriangle;
  const { title, detail } = text(error);
  return (
    <div className={styles.state} data-compact={compact || undefined} role="alert">
      <span className={styles.glyph} data-bad>
        <Glyph size={20} stroke={1.6} aria-hidden />
      </span>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{detail}</p>
      <Button size="small" onClick={retry}>
        <IconRefresh size={14} aria-hidden />

        {t('action.retry')}
      </Button>
    </div>
  );
}

/** A failure said beside what it concerns, in one line, for forms and rows. */
export function InlineProblem({ error }: { readonly error: Error | null }) {
  const text = useProblemText();
  if (error === null) return null;
  const { title, detail } = text(error);
  return (
    <p className={styles.inline} role="alert">
      <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
      <span>
        <strong>{title}</strong> {detail}
      </span>
    </p>
  );
}
