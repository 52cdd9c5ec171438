import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Stages } from '../../api/types.js';
import { useWords } from '../../ui/words.js';
import { MovableRows } from '../rows/movable-rows.js';

type Pattern = Stages['captures'][number];

interface Props {
  readonly label: string;
  readonly patterns: readonly Pattern[];
  /** The kinds of touches that may stand here. */
  readonly kinds: readonly string[];
  readonly may: boolean;
  readonly onChange: (patterns: readonly Pattern[]) => void;
}

/** Which touches are meant: each by its kind, perhaps of one channel, campaign or source alone. */
export function Patterns({ label, patterns, kinds, may, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const said = (value: string): string | undefined => (value === '' ? undefined : value);
  return (
    <MovableRows<Pattern>
      label={label}
      rows={patterns}
      ordered={false}
      name={({ kind }, at) => words.kind(kind ?? String(at + 1))}
      onChange={may ? onChange : undefined}
      fresh={() => ({ kind: kinds[0] })}
      add={t('stagesPage.addPattern')}
    >
      {(pattern, edit) => (
        <>
          <NativeSelect
            label={t('stagesPage.kind')}
            value={pattern.kind ?? ''}
            disabled={!may}
            onChange={(event) => edit({ kind: event.currentTarget.value })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {words.kind(kind)}
              </option>
            ))}
          </NativeSelect>
          {(['channel', 'campaign', 'source'] as const).map((name) => (
            <TextInput
              key={name}
              label={t(`stagesPage.${name}`)}
              placeholder={t('stagesPage.any')}
              value={pattern[name] ?? ''}
              readOnly={!may}
              onChange={(event) => edit({ [name]: said(event.currentTarget.value) })}
            />
          ))}
        </>
      )}
    </MovableRows>
  );
}
