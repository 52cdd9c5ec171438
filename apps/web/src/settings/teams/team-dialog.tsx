import '../../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarLine, PersonRow, TeamLine } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { InlineProblem } from '../../ui/states.js';
import { useFieldProblems } from '../rows/field-problem.js';
import { useSetting } from '../rows/use-setting.js';
import styles from '../settings.module.css';
import { FUNCTIONS, knownFunction } from './functions.js';

interface Props {
  /** Null for one to be founded. */
  readonly team: TeamLine | null;
  readonly teams: readonly TeamLine[];
  readonly calendars: readonly CalendarLine[];
  readonly people: readonly PersonRow[];
  readonly onClose: () => void;
}

const AT_PARENT = ['team.parent-circle', 'team.parent-unknown', 'team.parent-closed'];

/** Founds a team, or makes it another. */
export function TeamDialog({ team, teams, calendars, people, onClose }: Props) {
  const { t } = useTranslation();
  const [value, setValue] = useState({
    name: team?.name ?? '',
    function: knownFunction(team?.function ?? 'sales'),
    region: team?.region ?? '',
    parent: team?.parent ?? '',
    lead: team?.lead?.id ?? '',
    calendar: team?.calendar ?? '',
  });
  const change = (part: Partial<typeof value>): void => setValue({ ...value, ...part });
  const set = useSetting(
    team === null ? 'team.found' : 'team.change',
    t('settingRows.saved', { name: value.name }),
    onClose,
  );
  const fields = useFieldProblems(set.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { name, function: does, ...others } = value;
    const said = Object.fromEntries(Object.entries(others).filter(([, one]) => one.trim() !== ''));
    const rises = team !== null && team.parent !== null && value.parent === '';
    set.mutate({
      ...(team === null ? {} : { id: team.team }),
      params: { name: name.trim(), function: does, ...said, ...(rises ? { top: true } : {}) },
    });
  };
  const parentProblem = fields.at(AT_PARENT);
  return (
    <Dialog
      title={team === null ? t('teamsPage.new') : t('teamsPage.changeNamed', { name: value.name })}
      onClose={onClose}
    >
      <form onSubmit={submit} className={styles.form}>
        <InlineProblem error={fields.rest(AT_PARENT)} />
        <TextInput
          label={t('settingRows.name')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={80}
          value={value.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('teamsPage.does')}
          value={value.function}
          onChange={(event) => change({ function: knownFunction(event.currentTarget.value) })}
        >
          {FUNCTIONS.map((name) => (
            <option key={name} value={name}>
              {t(`teamsPage.function.${name}`)}
            </option>
          ))}
        </NativeSelect>
        <TextInput
          label={t('teamsPage.region')}
          maxLength={80}
          value={value.region}
          onChange={(event) => change({ region: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('teamsPage.below')}
          value={value.parent}
          error={parentProblem}
          onChange={(event) => change({ parent: event.currentTarget.value })}
        >
          <option value="">{t('teamsPage.top')}</option>
          {teams
            .filter((one) => one.open && one.team !== team?.team)
            .map((one) => (
              <option key={one.team} value={one.team}>
                {one.name ?? t('teamsPage.nameless')}
              </option>
            ))}
        </NativeSelect>
        <NativeSelect
          label={t('teamsPage.leader')}
          value={value.lead}
          onChange={(event) => change({ lead: event.currentTarget.value })}
        >
          <option value="">{t('teamsPage.nobody')}</option>
          {people.map((person) => (
            <option key={person.id} value={person.id}>
              {person.name ?? person.email}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          label={t('teamsPage.calendar')}
          value={value.calendar}
          onChange={(event) => change({ calendar: event.currentTarget.value })}
        >
          <option value="">{t('teamsPage.noCalendar')}</option>
          {calendars.map(({ calendar, name }) => (
            <option key={calendar} value={calendar}>
              {name}
            </option>
          ))}
        </NativeSelect>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={set.isPending} disabled={value.name.trim() === ''}>
            {team === null ? t('teamsPage.found') : t('settingRows.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
