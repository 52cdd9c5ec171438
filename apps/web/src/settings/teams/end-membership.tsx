import '../../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MembershipLine } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { InlineProblem } from '../../ui/states.js';
import { useSetting } from '../rows/use-setting.js';
import styles from '../settings.module.css';

interface Props {
  readonly member: MembershipLine;
  readonly onDone: () => void;
}

/** Ends a membership: now, or on the day that is said. */
export function EndMembership({ member, onDone }: Props) {
  const { t } = useTranslation();
  const [on, setOn] = useState('');
  const name = member.person.name ?? t('teamsPage.nobody');
  const leave = useSetting('colleague.leave-team', t('teamsPage.ended', { name }), onDone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    leave.mutate({ id: member.person.id, params: { team: member.team, ...(on === '' ? {} : { on }) } });
  };
  return (
    <form onSubmit={submit} className={styles.form} aria-label={t('teamsPage.endNamed', { name })}>
      <p>{t('teamsPage.endText', { name })}</p>
      <TextInput
        type="date"
        label={t('teamsPage.endOn')}
        value={on}
        onChange={(event) => setOn(event.currentTarget.value)}
      />
      <InlineProblem error={leave.error} />
      <div className={styles.buttons}>
        <Button onClick={onDone}>{t('action.cancel')}</Button>
        <Button type="submit" look="danger" busy={leave.isPending}>
          {t('teamsPage.end')}
        </Button>
      </div>
    </form>
  );
}
