import { useTranslation } from 'react-i18next';
import type { TeamLine } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { InlineProblem } from '../../ui/states.js';
import { useSetting } from '../rows/use-setting.js';
import styles from '../settings.module.css';

interface Props {
  readonly team: TeamLine;
  readonly onClose: () => void;
}

/** Closes a team after saying what that means: it cannot be undone. */
export function CloseTeam({ team, onClose }: Props) {
  const { t } = useTranslation();
  const name = team.name ?? t('teamsPage.nameless');
  const close = useSetting('team.close', t('teamsPage.closedNotice', { name }), onClose);
  return (
    <Dialog title={t('teamsPage.closeNamed', { name })} onClose={onClose}>
      <div className={styles.form}>
        <InlineProblem error={close.error} />
        <p>{t('teamsPage.closeText')}</p>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button look="danger" busy={close.isPending} onClick={() => close.mutate({ id: team.team, params: {} })}>
            {t('teamsPage.close')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
