import { useBlocker } from '@tanstack/react-router';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import form from '../../ui/form.module.css';
import { InlineProblem } from '../../ui/states.js';
import styles from './rows.module.css';

interface Props {
  /** Whether something was changed: leaving the screen would lose it. */
  readonly dirty: boolean;
  /** Something new, which may be saved as it stands, and has nothing to lose yet. */
  readonly fresh?: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onDrop: () => void;
}

/** The forms on the screen with something unsaved: the first of them asks for all. */
const unsaved = new Set<string>();

/** Asks before the screen is left while something is unsaved; goes on by itself once it is saved meanwhile. */
function useLeaving(dirty: boolean) {
  const form = useId();
  useEffect(() => {
    if (!dirty) return undefined;
    unsaved.add(form);
    return () => void unsaved.delete(form);
  }, [dirty, form]);
  const leaving = useBlocker({
    // who is signed out cannot stay
    shouldBlockFn: ({ current, next }) =>
      dirty && [...unsaved][0] === form && ![current.pathname, '/sign-in'].includes(next.pathname),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const { status, proceed } = leaving;
  useEffect(() => {
    if (status === 'blocked' && !dirty) proceed();
  }, [status, dirty, proceed]);
  return leaving;
}

/**
 * Saves what was changed, or leaves it as it was set; says what the API refused where no field does. While something is
 * changed it stays in view, and asks before the screen is left.
 */
export function SaveBar({ dirty, fresh = false, busy, error, onDrop }: Props) {
  const { t } = useTranslation();
  const leaving = useLeaving(dirty);
  if (!dirty && !fresh && error === null) return null;
  return (
    <div className={styles.bar}>
      <InlineProblem error={error} />
      <Button size="small" onClick={onDrop} disabled={busy}>
        {t('settingRows.drop')}
      </Button>
      <Button size="small" type="submit" look="primary" busy={busy} disabled={!dirty && !fresh}>
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
