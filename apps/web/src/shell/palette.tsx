import '@mantine/core/styles/Loader.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Loader, Modal, useMantineColorScheme } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFound } from '../search/use-found.js';
import { useFocusBack } from '../ui/focus-back.js';
import { InlineProblem } from '../ui/states.js';
import { matches } from './matches.js';
import styles from './palette.module.css';
import { useCommands, useCompanyEntries, usePeopleEntries, type PaletteEntry } from './palette-entries.js';

interface Props {
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

/** Finds a person, a company, a screen or a command; everything is done with arrows and enter. */
export function Palette({ onClose, onKeys }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { found } = useFound(text);
  const { setColorScheme } = useMantineColorScheme();
  const commands = useCommands({ onKeys, setTheme: setColorScheme });
  const typed = text.trim() !== '';
  useFocusBack();
  const people = usePeopleEntries(typed ? (found.data?.items ?? []) : []);
  const companies = useCompanyEntries(typed ? (found.data?.companies ?? []) : []);
  const shown = [...sideBySide(people, companies), ...commands.filter((entry) => matches(entry, text))];
  const current = Math.min(active, Math.max(0, shown.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((current + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Enter') run(shown[current]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root opened onClose={onClose} padding={0} size={560} yOffset="12vh" transitionProps={{ duration: 80 }}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label={t('palette.label')}>
        <div className={styles.field}>
          <IconSearch size={18} stroke={1.7} aria-hidden />
          <input
            data-autofocus
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            placeholder={t('palette.placeholder')}
            aria-label={t('palette.placeholder')}
            role="combobox"
            aria-expanded
            aria-controls={`${id}-list`}
            aria-activedescendant={shown.length > 0 ? `${id}-${current}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
          />
          {found.isFetching ? <Loader size={16} aria-hidden /> : null}
        </div>
        <InlineProblem error={found.error} />
        <div ref={list} id={`${id}-list`} role="listbox" aria-label={t('palette.label')} className={styles.list}>
          {shown.map((entry, index) => (
            <div key={entry.id} role="presentation">
              {index === 0 || shown[index - 1]!.group !== entry.group ? (
                <div className={styles.group} role="presentation">
                  {entry.group}
                </div>
              ) : null}
              <div
                id={`${id}-${index}`}
                data-index={index}
                role="option"
                tabIndex={-1}
                aria-selected={index === current}
                className={styles.entry}
                onMouseMove={() => setActive(index)}
                onClick={() => run(entry)}
                onKeyDown={onKeyDown}
              >
                {entry.icon}
                <span className={styles.name}>{entry.label}</span>
                {entry.hint === undefined ? null : <span className={styles.hint}>{entry.hint}</span>}
              </div>
            </div>
          ))}
          {shown.length === 0 ? <p className={styles.none}>{t('palette.none', { text })}</p> : null}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

/** How many of each kind are shown where both are found: neither hides the other. */
const PEOPLE = 6;
const COMPANIES = 4;

/** People, then companies; where there are many of both, fewer of each. */
function sideBySide(people: readonly PaletteEntry[], companies: readonly PaletteEntry[]): PaletteEntry[] {
  const room = PEOPLE + COMPANIES;
  return [
    ...people.slice(0, Math.max(PEOPLE, room - companies.length)),
    ...companies.slice(0, Math.max(COMPANIES, room - people.length)),
  ];
}
