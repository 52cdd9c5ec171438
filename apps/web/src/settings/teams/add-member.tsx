import '../../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MembershipLine } from '../../api/types.js';
import { useStaff } from '../../staff/use-staff.js';
import { Button } from '../../ui/button.js';
import layout from '../../ui/form.module.css';
import { InlineProblem } from '../../ui/states.js';
import { useSetting } from '../rows/use-setting.js';
import styles from '../settings.module.css';

interface Props {
  readonly team: string;
  readonly members: readonly MembershipLine[];
}

const FRESH = { person: '', role: 'member', on: '' };

/** Puts somebody into a team, out of the one they were in: from now, or from the day that is said. */
export function AddMember({ team, members }: Props) {
  const { t } = useTranslation();
  const staff = useStaff();
  const [value, setValue] = useState(FRESH);
  const change = (part: Partial<typeof FRESH>): void => setValue({ ...value, ...part });
  const here = new Set(members.filter(({ until }) => until === null).map(({ person }) => person.id));
  const join = useSetting(
    'colleague.join-team',
    t('teamsPage.joined', { name: staff.person(value.person) ?? t('teamsPage.nobody') }),
    () => setValue(FRESH),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { person, role, on } = value;
    join.mutate({ id: person, params: { team, role, ...(on === '' ? {} : { on }) } });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <div className={layout.row}>
        <NativeSelect
          label={t('teamsPage.addMember')}
          value={value.person}
          onChange={(event) => change({ person: event.currentTarget.value })}
          data={[
            { value: '', label: t('teamsPage.choose') },
            ...staff.people.filter(({ id }) => !here.has(id)).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <NativeSelect
          label={t('teamsPage.role')}
          value={value.role}
          onChange={(event) => change({ role: event.currentTarget.value })}
          data={[
            { value: 'member', label: t('teamsPage.asMember') },
            { value: 'lead', label: t('teamsPage.asLead') },
          ]}
        />
        <TextInput
          type="date"
          label={t('teamsPage.since')}
          value={value.on}
          onChange={(event) => change({ on: event.currentTarget.value })}
        />
      </div>
      <p className={styles.soft}>
        {t('teamsPage.sinceHelp')} {t('teamsPage.movesText')}
      </p>
      <InlineProblem error={join.error} />
      <div className={styles.buttons}>
        <Button type="submit" look="primary" busy={join.isPending} disabled={value.person === ''}>
          {t('teamsPage.add')}
        </Button>
      </div>
    </form>
  );
}
