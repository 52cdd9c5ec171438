import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useCommand, type Params } from '../commands/use-command.js';
import { useStaff } from '../staff/use-staff.js';
import { InlineForm } from '../ui/editable.js';
import { AmountField, moneyOf, moneyToType } from './amount-field.js';
import { pipelinesQuery } from './queries.js';
import { useStageWords } from './stage-words.js';
import { useCurrency } from './use-currency.js';

interface Props {
  readonly deal: DealRecord;
  readonly onClose: () => void;
}

/** Sends one change of a deal, and closes its form once it is read again. */
function useChange({ deal, onClose }: Props) {
  const ask = useCommand({ changes: ['deals'], onDone: onClose });
  return {
    form: { busy: ask.isPending, error: ask.error, onClose },
    change: (command: string, params: Params): void => ask.mutate({ command, id: deal.deal, params }),
  };
}

/** Changes what a deal is expected to be worth; nothing says that nobody knows. */
export function AmountForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const usual = useCurrency();
  const [money, setMoney] = useState(() => moneyToType(props.deal.amount, props.deal.currency, usual));
  const amount = moneyOf(money);
  return (
    <InlineForm
      {...form}
      disabled={amount === null}
      onSave={() => change('deal.change-amount', amount ? { amount } : {})}
    >
      <AmountField label={t('deals.amount')} value={money} onChange={setMoney} />
    </InlineForm>
  );
}

/** Changes when a deal is expected to close. */
export function CloseDateForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const [closeOn, setCloseOn] = useState(props.deal.closeOn ?? '');
  return (
    <InlineForm {...form} onSave={() => change('deal.change-close-date', closeOn === '' ? {} : { closeOn })}>
      <TextInput
        type="date"
        label={t('deals.closeOn')}
        value={closeOn}
        onChange={(event) => setCloseOn(event.currentTarget.value)}
      />
    </InlineForm>
  );
}

/** Changes what is to be done next. */
export function NextStepForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const [step, setStep] = useState(props.deal.nextStep ?? '');
  const [dueOn, setDueOn] = useState(props.deal.nextOn ?? '');
  const said = { ...(step.trim() === '' ? {} : { step: step.trim() }), ...(dueOn === '' ? {} : { dueOn }) };
  return (
    <InlineForm {...form} onSave={() => change('deal.set-next-step', said)}>
      <TextInput
        label={t('deals.nextStep')}
        maxLength={200}
        value={step}
        onChange={(event) => setStep(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('deals.dueOn')}
        value={dueOn}
        onChange={(event) => setDueOn(event.currentTarget.value)}
      />
    </InlineForm>
  );
}

/** Gives a deal to somebody else, or to nobody. */
export function OwnerForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const { people } = useStaff();
  const { owner } = props.deal;
  const [chosen, setChosen] = useState(owner?.person ?? '');
  const known = owner === null || people.some(({ id }) => id === owner.person);
  return (
    <InlineForm {...form} onSave={() => change('deal.change-owner', chosen === '' ? {} : { owner: chosen })}>
      <NativeSelect
        label={t('deals.owner')}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          { value: '', label: t('deals.unowned') },
          ...(known ? [] : [{ value: owner.person, label: owner.name ?? t('deals.ownerUnknown') }]),
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </InlineForm>
  );
}

/** Moves a deal to another stage of its pipeline. */
export function StageForm(props: Props) {
  const { t } = useTranslation();
  const { form, change } = useChange(props);
  const stageWord = useStageWords();
  const { pipeline, stageName } = props.deal;
  const pipelines = useQuery(pipelinesQuery({}));
  const known = pipelines.data?.items.find((one) => one.pipeline === pipeline)?.stages ?? [];
  const [chosen, setChosen] = useState(stageName ?? '');
  const stages = known.some(({ name }) => name === chosen) ? known : [{ name: chosen }, ...known];
  return (
    <InlineForm {...form} onSave={() => change('deal.move-stage', { stage: chosen })}>
      <NativeSelect
        label={t('deals.stageLabel')}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={stages.map(({ name }) => ({ value: name, label: stageWord(name) }))}
      />
    </InlineForm>
  );
}
