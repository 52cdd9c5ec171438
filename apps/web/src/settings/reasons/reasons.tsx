import '../../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReasonsLine } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { usePage } from '../../shell/page-title.js';
import { ErrorState } from '../../ui/states.js';
import { SettingsPage } from '../page.js';
import { MovableRows } from '../rows/movable-rows.js';
import styles from '../rows/rows.module.css';
import { SaveBar } from '../rows/save-bar.js';
import { SetSince } from '../rows/set-since.js';
import { useDraft } from '../rows/use-draft.js';
import { useQuestion } from '../rows/use-question.js';
import { useSetting } from '../rows/use-setting.js';
import { TableSkeleton } from '../table-skeleton.js';

/** The reasons people choose from where they give one. */
export function Reasons() {
  const { t } = useTranslation();
  const may = useMay('settings.manage');
  usePage(t('nav.reasons'));
  const { data, error, refetch } = useQuestion<{ items: readonly ReasonsLine[] }>('reasons', ['teams']);
  return (
    <SettingsPage title={t('nav.reasons')} lead={t('reasonsPage.lead')}>
      {data === undefined ? (
        error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )
      ) : (
        data.items.map((line) => <ReasonsEditor key={line.of} line={line} may={may} />)
      )}
    </SettingsPage>
  );
}

function ReasonsEditor({ line, may }: { readonly line: ReasonsLine; readonly may: boolean }) {
  const { t } = useTranslation();
  const { value, dirty, change, drop } = useDraft({ reasons: line.reasons.map((reason) => ({ reason })) });
  const title = t(`reasonsPage.of.${line.of}`);
  const set = useSetting('reasons.set', t('settingRows.saved', { name: title }), drop);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate({ params: { of: line.of, reasons: value.reasons.map(({ reason }) => reason.trim()) } });
  };
  return (
    <form className={styles.card} onSubmit={submit} aria-label={title}>
      <header>
        <h3>{title}</h3>
        <SetSince event={line.event} since={line.since} />
      </header>
      {value.reasons.length === 0 ? <p className={styles.hint}>{t('reasonsPage.none')}</p> : null}
      <MovableRows
        label={title}
        rows={value.reasons}
        name={({ reason }, at) => reason || String(at + 1)}
        onChange={may ? (reasons) => change({ reasons: [...reasons] }) : undefined}
        fresh={() => ({ reason: '' })}
        add={t('reasonsPage.add')}
      >
        {({ reason }, edit, at) => (
          <TextInput
            aria-label={t('reasonsPage.reason', { place: at + 1 })}
            value={reason}
            readOnly={!may}
            required
            maxLength={80}
            onChange={(event) => edit({ reason: event.currentTarget.value })}
          />
        )}
      </MovableRows>
      {may ? (
        <SaveBar
          dirty={dirty}
          busy={set.isPending}
          error={set.error}
          onDrop={() => {
            drop();
            set.reset();
          }}
        />
      ) : null}
    </form>
  );
}
