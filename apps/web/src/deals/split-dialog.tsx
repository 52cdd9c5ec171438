import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { useFormat } from '../i18n/use-format.js';
import { useStaff } from '../staff/use-staff.js';
import { Button, IconButton } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import form from '../ui/form.module.css';
import { InlineProblem } from '../ui/states.js';
import styles from './deal.module.css';
import { isFitSplit, percentOf, togetherOf, type ShareDraft } from './split.js';

interface Props {
  readonly deal: DealRecord;
  readonly onClose: () => void;
}

/** Says for whom a deal counts, in per cent that are a hundred together; with nobody left, for its owner alone. */
export function SplitDialog({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  const [shares, setShares] = useState<readonly ShareDraft[]>(() => draftsOf(deal));
  const ask = useCommand({ changes: ['deals'], onDone: onClose });
  const nameOf = (person: string): string =>
    deal.shares.find((one) => one.person === person)?.name ?? staff.person(person) ?? t('deals.ownerUnknown');
  const known = [
    ...staff.people,
    ...shares
      .filter(({ person }) => person !== '' && !staff.people.some(({ id }) => id === person))
      .map(({ person }) => ({ id: person, name: nameOf(person) })),
  ];
  const together = togetherOf(shares);
  const set = (key: number, part: Partial<ShareDraft>): void =>
    setShares(shares.map((share) => (share.key === key ? { ...share, ...part } : share)));
  const add = (): void =>
    setShares([
      ...shares,
      {
        key: Math.max(0, ...shares.map(({ key }) => key)) + 1,
        person: '',
        percent: String(Math.max(0, 100 - together) || ''),
      },
    ]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = shares.map(({ person, percent }) => ({ person, percent: percentOf(percent) }));
    ask.mutate({ command: 'deal.split', id: deal.deal, params: { shares: said } });
  };
  return (
    <Dialog onClose={onClose} title={t('deals.changeSplit')}>
      <form className={form.form} onSubmit={submit}>
        <p className={form.soft}>{t('deals.splitText')}</p>
        {shares.map((share, i) => {
          const name = share.person === '' ? t('deals.newShare') : nameOf(share.person);
          return (
            <div key={share.key} className={styles.shareRow} role="group" aria-label={name}>
              <NativeSelect
                label={t('deals.sharer')}
                data-autofocus={i === 0 || undefined}
                value={share.person}
                onChange={(event) => set(share.key, { person: event.currentTarget.value })}
                data={[
                  { value: '', label: t('deals.chooseSharer') },
                  ...known
                    .filter(({ id }) => id === share.person || !shares.some(({ person }) => person === id))
                    .map(({ id, name: label }) => ({ value: id, label })),
                ]}
              />
              <TextInput
                label={t('deals.percent')}
                inputMode="numeric"
                value={share.percent}
                onChange={(event) => set(share.key, { percent: event.currentTarget.value })}
                error={percentOf(share.percent) === null && share.percent.trim() !== ''}
              />
              <IconButton
                label={t('deals.removeLine', { product: name })}
                onClick={() => setShares(shares.filter(({ key }) => key !== share.key))}
              >
                <IconTrash size={16} stroke={1.8} aria-hidden />
              </IconButton>
            </div>
          );
        })}
        <div className={styles.shareFoot}>
          <Button size="small" onClick={add}>
            <IconPlus size={14} aria-hidden />
            {t('deals.addShare')}
          </Button>
          <span role="status" className={form.soft}>
            {shares.length === 0 ? t('deals.notSplit') : t('deals.together', { share: format.chance(together) })}
          </span>
        </div>
        <InlineProblem error={ask.error} />
        <div className={form.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending} disabled={!isFitSplit(shares)}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As it is split; one that is not begins with all of it for its owner. */
function draftsOf({ shares, owner }: DealRecord): readonly ShareDraft[] {
  if (shares.length > 0) return shares.map(({ person, percent }, key) => ({ key, person, percent: String(percent) }));
  return owner === null ? [] : [{ key: 0, person: owner.person, percent: '100' }];
}
