import '../ui/field-styles.js';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { PersonRow } from '../api/types.js';
import { nameOf } from './called.js';

interface Props {
  readonly label: string;
  /** Said of choosing nobody. */
  readonly nobody: string;
  readonly value: string;
  readonly but?: string;
  readonly onChange: (person: string) => void;
}

/** Chooses somebody who works here. */
export function PeopleSelect({ label, nobody, value, but, onChange }: Props) {
  const people = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => call<{ items: readonly PersonRow[] }>('/api/people', { signal }),
    meta: { reads: ['staff'] },
  });
  return (
    <NativeSelect label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{nobody}</option>
      {people.data?.items
        .filter(({ id }) => id !== but)
        .map(({ id, name, email }) => (
          <option key={id} value={id}>
            {nameOf({ id, name: name ?? email })}
          </option>
        ))}
    </NativeSelect>
  );
}
