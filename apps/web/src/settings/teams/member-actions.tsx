import { useTranslation } from 'react-i18next';
import type { MembershipLine } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { InlineProblem } from '../../ui/states.js';
import { useSetting } from '../rows/use-setting.js';
import styles from '../settings.module.css';

interface Props {
  readonly member: MembershipLine;
  readonly onEnd: () => void;
}

/** Lets a member lead the team, or no longer; or ends the membership. */
export function MemberActions({ member, onEnd }: Props) {
  const { t } = useTranslation();
  const { person, team, role } = member;
  const name = person.name ?? t('teamsPage.nobody');
  const set = useSetting('colleague.join-team', t('settingRows.saved', { name }), () => undefined);
  const leads = role === 'lead';
  return (
    <>
      <span className={styles.commands}>
        <Button
          size="compact"
          busy={set.isPending}
          aria-label={leads ? t('teamsPage.makeMemberNamed', { name }) : t('teamsPage.makeLeadNamed', { name })}
          onClick={() => set.mutate({ id: person.id, params: { team, role: leads ? 'member' : 'lead' } })}
        >
          {leads ? t('teamsPage.makeMember') : t('teamsPage.makeLead')}
        </Button>
        <Button size="compact" look="quiet" aria-label={t('teamsPage.endNamed', { name })} onClick={onEnd}>
          {t('teamsPage.end')}
        </Button>
      </span>
      <InlineProblem error={set.error} />
    </>
  );
}
