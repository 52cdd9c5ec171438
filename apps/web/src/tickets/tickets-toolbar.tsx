import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ticketStatuses, type TicketsSearch } from '../app/search.js';
import { useMay, useSession } from '../app/session.js';
import toolbar from '../list/toolbar.module.css';
import { useStaff } from '../staff/use-staff.js';
import { Button } from '../ui/button.js';
import { ChoiceFilter } from '../ui/choice-filter.js';
import { slaQuery } from './queries.js';
import { prioritiesOf, useTicketWords } from './ticket-words.js';
import styles from './tickets.module.css';

interface Props {
  readonly search: TicketsSearch;
  /** Those of the tickets that are listed. */
  readonly themes: readonly string[];
  readonly onChange: (part: Partial<TicketsSearch>) => void;
}

/** Which tickets are listed. */
export function TicketsToolbar({ search, themes, onChange }: Props) {
  const { t } = useTranslation();
  const may = useMay('tickets.write');
  const me = useSession()?.person.id;
  const staff = useStaff();
  const words = useTicketWords();
  const sla = useQuery(slaQuery).data;
  const nobody = { value: 'nobody', label: t('tickets.nobody') };
  const people = staff.people.map(({ id, name }) => ({
    value: id,
    label: id === me ? t('tickets.me', { name }) : name,
  }));
  const named = search.theme === undefined || themes.includes(search.theme) ? themes : [search.theme, ...themes];
  return (
    <div className={toolbar.toolbar}>
      <ChoiceFilter
        label={t('tickets.column.status')}
        options={ticketStatuses.map((status) => ({ value: status, label: t(`tickets.status.${status}`) }))}
        value={search.status}
        onChange={(status) => onChange({ status: ticketStatuses.find((one) => one === status) })}
      />
      <ChoiceFilter
        label={t('tickets.column.assignee')}
        options={[nobody, ...people.filter(({ value }) => value === me), ...people.filter(({ value }) => value !== me)]}
        value={search.assignee}
        onChange={(assignee) => onChange({ assignee })}
      />
      {staff.teams.length === 0 && search.team === undefined ? null : (
        <ChoiceFilter
          label={t('tickets.team')}
          options={[nobody, ...staff.teams.map(({ id, name }) => ({ value: id, label: name }))]}
          value={search.team}
          onChange={(team) => onChange({ team })}
        />
      )}
      <ChoiceFilter
        label={t('tickets.column.priority')}
        options={prioritiesOf(sla?.targets.map(({ priority }) => priority) ?? []).map((priority) => ({
          value: priority,
          label: words.priority(priority),
        }))}
        value={search.priority}
        onChange={(priority) => onChange({ priority })}
      />
      {named.length === 0 ? null : (
        <ChoiceFilter
          label={t('tickets.theme')}
          options={named.map((theme) => ({ value: theme, label: theme }))}
          value={search.theme}
          onChange={(theme) => onChange({ theme })}
        />
      )}
      {may ? (
        <Button look="primary" size="small" className={styles.new} onClick={() => onChange({ new: 'ticket' })}>
          <IconPlus size={15} aria-hidden />
          {t('tickets.new')}
        </Button>
      ) : null}
    </div>
  );
}
