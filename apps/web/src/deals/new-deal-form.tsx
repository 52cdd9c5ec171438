import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PipelineLine } from '../api/types.js';
import { useSession } from '../app/session.js';
import { useCommand } from '../commands/use-command.js';
import { SubjectField } from '../search/subject-field.js';
import type { Pick } from '../search/subject-picker.js';
import { useStaff } from '../staff/use-staff.js';
import { Button } from '../ui/button.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { AmountField, moneyOf, noMoney } from './amount-field.js';
import { useStageWords } from './stage-words.js';
import { useCurrency } from './use-currency.js';

interface Props {
  readonly pipelines: readonly PipelineLine[];
  readonly pipeline: string | undefined;
  readonly contact: Pick | null;
  readonly company: Pick | null;
  readonly onClose: () => void;
}

/** What is told of a new deal: nothing has to be. */
export function NewDealForm({ pipelines, pipeline, onClose, ...begun }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const staff = useStaff();
  const stageWord = useStageWords();
  const me = useSession()?.person.id ?? '';
  const [name, setName] = useState('');
  const [contact, setContact] = useState(begun.contact);
  const [company, setCompany] = useState(begun.company);
  const usual = useCurrency();
  const first = useRef<HTMLInputElement>(null);
  // What it was begun from may come after the dialog has opened.
  useEffect(() => first.current?.focus(), []);
  const [money, setMoney] = useState(() => noMoney(usual));
  const [closeOn, setCloseOn] = useState('');
  const [into, setInto] = useState(pipeline ?? pipelines[0]!.pipeline);
  const [stage, setStage] = useState('');
  const [owner, setOwner] = useState(me);
  const stages = pipelines.find((one) => one.pipeline === into)?.stages ?? [];
  const amount = moneyOf(money);
  const open = useCommand({
    changes: ['deals'],
    onDone: ({ id }) => {
      notify.done(t('deals.openedNotice'));
      void navigate({ to: '/deals/$deal', params: { deal: id } });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = {
      pipeline: into,
      stage: stage === '' ? stages[0]?.name : stage,
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(contact === null ? {} : { contact: contact.id }),
      ...(company === null ? {} : { company: company.id }),
      ...(amount ? { amount } : {}),
      ...(closeOn === '' ? {} : { closeOn }),
      ...(owner === '' ? {} : { owner }),
    };
    open.mutate({ command: 'deal.open', params });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label={t('deals.name')}
        ref={first}
        data-autofocus
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SubjectField
        kind="contact"
        label={t('deals.contact')}
        none={t('deals.nobodyFound')}
        value={contact}
        onChange={setContact}
      />
      <SubjectField
        kind="company"
        label={t('deals.company')}
        none={t('deals.nobodyFound')}
        value={company}
        onChange={setCompany}
      />
      <div className={styles.row}>
        <AmountField label={t('deals.amount')} value={money} onChange={setMoney} />
        <TextInput
          type="date"
          label={t('deals.closeOn')}
          value={closeOn}
          onChange={(event) => setCloseOn(event.currentTarget.value)}
        />
      </div>
      <div className={styles.row}>
        {pipelines.length > 1 ? (
          <NativeSelect
            label={t('deals.pipeline')}
            value={into}
            onChange={(event) => {
              setInto(event.currentTarget.value);
              setStage('');
            }}
            data={pipelines.map((one) => ({ value: one.pipeline, label: one.name }))}
          />
        ) : null}
        <NativeSelect
          label={t('deals.stageLabel')}
          value={stage}
          onChange={(event) => setStage(event.currentTarget.value)}
          data={stages.map((one, i) => ({ value: i === 0 ? '' : one.name, label: stageWord(one.name) }))}
        />
        <NativeSelect
          label={t('deals.owner')}
          value={owner}
          onChange={(event) => setOwner(event.currentTarget.value)}
          data={[
            { value: '', label: t('deals.unowned') },
            ...staff.people.map((person) => ({ value: person.id, label: person.name })),
          ]}
        />
      </div>
      <InlineProblem error={open.error} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button type="submit" look="primary" busy={open.isPending} disabled={amount === null}>
          {t('deals.open')}
        </Button>
      </div>
    </form>
  );
}
