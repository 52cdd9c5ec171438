import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.js';
import { useKeys } from '../ui/keys.js';
import styles from './toolbar.module.css';

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (q: string | undefined) => void;
}

const TYPING_MS = 200;

/** Searches a list; what is typed goes into the address when the typing pauses. */
export function SearchBox({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value ?? '');
  const input = useRef<HTMLInputElement>(null);
  const said = useRef(value ?? '');
  const say = useEffectEvent((q: string): void => {
    said.current = q;
    onChange(q === '' ? undefined : q);
  });

  // The address changed by other means (back, a cleared filter): the field follows.
  useEffect(() => {
    if ((value ?? '') === said.current) return;
    said.current = value ?? '';
    setText(said.current);
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === said.current) return undefined;
    const timer = setTimeout(() => say(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useKeys({ '/': () => input.current?.focus() });

  return (
    <label className={styles.search}>
      <IconSearch size={15} stroke={1.8} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      {text === '' ? null : (
        <IconButton label={t('action.clear')} size={24} onClick={() => setText('')}>
          <IconX size={14} aria-hidden />
        </IconButton>
      )}
    </label>
  );
}
