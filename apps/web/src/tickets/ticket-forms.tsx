import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useCommand, type Params } from '../commands/use-command.js';
import { useStaff, type Choice } from '../staff/use-staff.js';
import { InlineForm } from '../ui/editable.js';
import { slaQuery } from './queries.js';
import { prioritiesOf, useTicketWords } from './ticket-words.js';

interface Props {
  readonly ticket: TicketDetail;
  readonly onClose: () => void;
}

/** Sends one change of a ticket, and closes its form once it is read again. */
function useChange({ ticket, onClose }: Props) {
  const ask = useCommand({ changes: ['tickets'], onDone: onClose });
  return {
    form: { busy: ask.isPending, error: ask.error, onClose },
    change: (command: string, params: Params): void => ask.mutate({ command, id: ticket.ticket, params }),
  };
}

/** Gives a ticket to somebody, a team, both, or nobody. */
export function AssignForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const staff = useStaff();
  const [assignee, setAssignee] = useState(props.ticket.assignee ?? '');
  const [team, setTeam] = useState(props.ticket.team ?? '');
  const options = (choices: readonly Choice[], now: string | null) => [
    { value: '', label: t('tickets.nobody') },
    ...(now === null || choices.some(({ id }) => id === now) ? [] : [{ value: now, label: t('deals.ownerUnknown') }]),
    ...choices.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const said = { ...(assignee === '' ? {} : { assignee }), ...(team === '' ? {} : { team }) };
  return (
    <InlineForm {...form} onSave={() => change('ticket.assign', said)}>
      <NativeSelect
        label={t('tickets.column.assignee')}
        value={assignee}
        onChange={(event) => setAssignee(event.currentTarget.value)}
        data={options(staff.people, props.ticket.assignee)}
      />
      {staff.teams.length === 0 && props.ticket.team === null ? null : (
        <NativeSelect
          label={t('tickets.team')}
          value={team}
          onChange={(event) => setTeam(event.currentTarget.value)}
          data={options(staff.teams, props.ticket.team)}
        />
      )}
    </InlineForm>
  );
}

/** Gives a ticket another priority: its promises are those of it from here on. */
export function PriorityForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const words = useTicketWords();
  const targets = useQuery(slaQuery).data?.targets ?? [];
  const { priority } = props.ticket;
  const [chosen, setChosen] = useState(priority ?? 'normal');
  const named = [...targets.map((target) => target.priority), ...(priority === null ? [] : [priority])];
  return (
    <InlineForm {...form} onSave={() => change('ticket.prioritise', { priority: chosen })}>
      <NativeSelect
        label={t('tickets.column.priority')}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[...new Set(prioritiesOf(named))].map((one) => ({ value: one, label: words.priority(one) }))}
      />
    </InlineForm>
  );
}

/** Says what a ticket is about; nothing takes it back. */
export function ThemeForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const [theme, setTheme] = useState(props.ticket.theme ?? '');
  return (
    <InlineForm {...form} onSave={() => change('ticket.set-theme', theme.trim() === '' ? {} : { theme: theme.trim() })}>
      <TextInput
        label={t('tickets.theme')}
        maxLength={100}
        value={theme}
        onChange={(event) => setTheme(event.currentTarget.value)}
      />
    </InlineForm>
  );
}
