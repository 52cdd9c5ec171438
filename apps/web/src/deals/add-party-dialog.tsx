import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { SubjectField } from '../search/subject-field.js';
import type { Pick } from '../search/subject-picker.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import styles from '../ui/form.module.css';
import { InlineProblem } from '../ui/states.js';

interface Props {
  readonly deal: DealRecord;
  readonly onClose: () => void;
}

/** Says that a contact takes part in a deal, and as what. */
export function AddPartyDialog({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const [contact, setContact] = useState<Pick | null>(null);
  const [role, setRole] = useState('');
  const ask = useCommand({ changes: ['deals'], onDone: onClose });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (contact === null) return;
    const params = { contact: contact.id, ...(role.trim() === '' ? {} : { role: role.trim() }) };
    ask.mutate({ command: 'deal.add-contact', id: deal.deal, params });
  };
  return (
    <Dialog onClose={onClose} title={t('deals.addParty')}>
      <form className={styles.form} onSubmit={submit}>
        <SubjectField
          kind="contact"
          label={t('deals.contact')}
          none={t('deals.nobodyFound')}
          value={contact}
          onChange={setContact}
          autoFocus
        />
        <TextInput
          label={t('deals.role')}
          description={t('deals.roleHelp')}
          maxLength={100}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <InlineProblem error={ask.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending} disabled={contact === null}>
            {t('deals.addParty')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
