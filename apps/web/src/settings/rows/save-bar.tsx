import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import form from '../../ui/form.module.css';
import { InlineProblem } from '../../ui/states.js';
import styles from './rows.module.css';

interface Props {
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onDrop: () => void;
}

/**
 * Saves what was changed, or leaves it as it was set; says what the API refused where no field does. While something is
 * changed it stays in view, and asks before the screen is left.
 */
export function SaveBar({ dirty, busy, error, onDrop }: Props) {
  const { t } = useTranslation();
  const leaving = useBlocker({
    // who is signed out cannot stay
    shouldBlockFn: ({ current, next }) => dirty && ![current.pathname, '/sign-in'].includes(next.pathname),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
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
      {leaving.status === 'blocked' ? (
        <Dialog title={t('settingRows.leaveTitle')} onClose={leaving.reset} size={440}>
          <div className={form.form}>
            <p>{t('settingRows.leaveText')}</p>
            <div className={form.buttons}>
              <Button onClick={leaving.reset} data-autofocus>
                {t('settingRows.stay')}
              </Button>
              <Button look="danger" onClick={leaving.proceed}>
                {t('settingRows.leave')}
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
