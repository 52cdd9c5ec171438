import { TextInput } from '@mantine/core';

interface Props {
  readonly label: string;
  readonly value: number | undefined;
  readonly may: boolean;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly onChange: (value: number | undefined) => void;
}

/** A whole number; nothing where nothing is typed. */
export function NumberField({ label, value, may, required = false, error, onChange }: Props) {
  return (
    <TextInput
      data-short
      type="number"
      step={1}
      label={label}
      value={value ?? ''}
      readOnly={!may}
      required={required}
      withAsterisk={false}
      error={error}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        onChange(typed === '' ? undefined : Math.trunc(Number(typed)));
      }}
    />
  );
}
