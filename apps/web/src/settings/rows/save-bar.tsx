import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { InlineProblem } from '../../ui/states.js';
import styles from './rows.module.css';

interface Props {
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onDrop: () => void;
}

/** Saves what was changed, or leaves it as it was set; says what the API refused where no field does. */
export function SaveBar({ dirty, busy, error, onDrop }: Props) {
  const { t } = useTranslation();
  if (!dirty && error === null) return null;
  return (
    <div className={styles.bar}>
      <InlineProblem error={error} />
      <Button size="small" onClick={onDrop} disabled={busy}>
        {t('settingRows.drop')}
      </Button>
      <Button size="small" type="submit" look="primary" busy={busy} disabled={!dirty}>
        {t('settingRows.save')}
      </Button>
    </div>
  );
}
