import { IconPencil } from '@tabler/icons-react';
import { useRef, useState, type FormEvent, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.js';
import styles from './editable.module.css';
import { useFocusBack } from './focus-back.js';
import { useFormInPlace } from './form-in-place.js';
import { InlineProblem } from './states.js';

interface Props {
  readonly label: string;
  /** What holds; a dash where nothing does. */
  readonly value: ReactNode;
  readonly may: boolean;
  /** The form in its place while it is changed. */
  readonly renderForm: (close: () => void) => ReactNode;
}

/** A value that is changed where it stands; afterwards the focus is on the pencil again. */
export function Editable({ label, value, may, renderForm }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  if (editing) return <Editing pencil={pencil}>{renderForm(() => setEditing(false))}</Editing>;
  return (
    <div className={styles.field}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value ?? '–'}</span>
      {may ? (
        <IconButton
          ref={pencil}
          className={styles.pencil}
          label={t('action.change', { what: label })}
          size={24}
          onClick={() => setEditing(true)}
        >
          <IconPencil size={14} stroke={1.8} aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}

interface EditingProps {
  readonly pencil: RefObject<HTMLButtonElement | null>;
  readonly children: ReactNode;
}

function Editing({ pencil, children }: EditingProps) {
  useFocusBack(pencil);
  return <div className={styles.editing}>{children}</div>;
}

interface FormProps {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly disabled?: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The form of a value that is changed where it stands: enter saves, esc leaves it as it was. */
export function InlineForm({ busy, error, disabled = false, onSave, onClose, children }: FormProps) {
  const { t } = useTranslation();
  const inPlace = useFormInPlace(onClose);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!disabled && !busy) onSave();
  };
  return (
    <form className={styles.form} onSubmit={submit} {...inPlace}>
      {children}
      <InlineProblem error={error} />
      <div className={styles.buttons}>
        <Button size="compact" type="submit" look="primary" busy={busy} disabled={disabled}>
          {t('action.save')}
        </Button>
        <Button size="compact" onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  );
}
