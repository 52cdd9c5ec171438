import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactsSearch } from '../app/search.js';
import { ChannelFilter } from '../ui/channel-filter.js';
import { useKeys } from '../ui/keys.js';
import { IconButton } from '../ui/button.js';
import styles from './toolbar.module.css';

interface Props {
  readonly search: ContactsSearch;
  readonly onChange: (part: Partial<ContactsSearch>) => void;
}

const TYPING_MS = 200;

/** Search and filters over the list; what is typed goes into the address when the typing pauses. */
export function ContactsToolbar({ search, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? '');
  const input = useRef<HTMLInputElement>(null);
  const said = useRef(search.q ?? '');
  const say = useEffectEvent((q: string): void => {
    said.current = q;
    onChange({ q: q === '' ? undefined : q });
  });

  // The address changed by other means (back, a cleared filter): the field follows.
  useEffect(() => {
    if ((search.q ?? '') === said.current) return;
    said.current = search.q ?? '';
    setText(said.current);
  }, [search.q]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === said.current) return undefined;
    const timer = setTimeout(() => say(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useKeys({ '/': () => input.current?.focus() });

  return (
    <div className={styles.toolbar}>
      <label className={styles.search}>
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <input
          ref={input}
          type="search"
          aria-label={t('contacts.search')}
          placeholder={t('contacts.search')}
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
      <ChannelFilter
        label={t('contacts.firstChannel')}
        value={search.source}
        onChange={(source) => onChange({ source })}
      />
      <ChannelFilter
        label={t('contacts.lastChannel')}
        value={search.channel}
        onChange={(channel) => onChange({ channel })}
      />
    </div>
  );
}
