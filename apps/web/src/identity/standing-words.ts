import { useTranslation } from 'react-i18next';
import type { Standing } from '../api/types.js';
import { nameOf } from '../handoffs/called.js';
import { useFormat } from '../i18n/use-format.js';
import { useStageWord } from '../ui/stage-words.js';

/** What is said of where somebody stands. */
export interface StandingLine {
  readonly key: 'stage' | 'owner' | 'handoff' | 'customer';
  readonly label: string;
  /** Null where there is nothing to say. */
  readonly value: string | null;
}

/** Says where somebody stands: always the same lines, in the same order. */
export function useStandingLines(): (standing: Standing) => readonly StandingLine[] {
  const { t } = useTranslation();
  const word = useStageWord();
  const format = useFormat();
  const since = (at: string | null): string =>
    at === null ? t('owners.whenUnknown') : at.length === 10 ? format.day(at) : format.exact(at);
  return ({ stage, owners, handoff, customer }) => [
    { key: 'stage', label: t('owners.stage'), value: stage === null ? null : word(stage) },
    {
      key: 'owner',
      label: t('owners.owner'),
      value: owners.length === 0 ? null : owners.map(({ person }) => nameOf(person)).join(', '),
    },
    { key: 'handoff', label: t('owners.awaiting'), value: handoff === null ? null : t('identity.offered') },
    { key: 'customer', label: t('owners.customerSince'), value: customer === null ? null : since(customer.since) },
  ];
}
