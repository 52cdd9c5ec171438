import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { amountToType, typedAmount } from '../i18n/money.js';
import { Button, IconButton } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import form from '../ui/form.module.css';
import { InlineProblem } from '../ui/states.js';
import styles from './deal.module.css';
import { useCurrency } from './use-currency.js';

interface Props {
  readonly deal: DealRecord;
  readonly onClose: () => void;
}

/** A line as it is being typed; its amounts are of the currencies it has, or the deal's. */
interface Draft {
  readonly key: number;
  readonly product: string;
  readonly quantity: string;
  readonly amount: string;
  readonly cost: string;
  readonly currency: string;
  readonly costCurrency: string;
}

type Part = 'product' | 'quantity' | 'amount' | 'cost';

/** Says all that a deal is about to sell: each line an amount for all of its quantity, and what that costs. */
export function LinesDialog({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const usual = useCurrency();
  const currency = deal.currency ?? usual;
  const [lines, setLines] = useState<readonly Draft[]>(() => draftsOf(deal, currency));
  const ask = useCommand({ changes: ['deals'], onDone: onClose });
  const kept = lines.filter(({ product }) => product.trim() !== '');
  const said = kept.map(lineOf);
  const add = (): void => setLines([...lines, emptyLine(currency, Math.max(0, ...lines.map(({ key }) => key)) + 1)]);
  const set = (key: number, part: Part, value: string): void =>
    setLines(lines.map((line) => (line.key === key ? { ...line, [part]: value } : line)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate({ command: 'deal.set-lines', id: deal.deal, params: { lines: said } });
  };
  return (
    <Dialog onClose={onClose} title={t('deals.changeLines')} size={720}>
      <form className={form.form} onSubmit={submit}>
        <p className={form.soft}>{t('deals.linesText', { currency })}</p>
        {lines.map((line, i) => (
          <div key={line.key} className={styles.lineRow} role="group" aria-label={line.product || t('deals.newLine')}>
            {(['product', 'quantity', 'amount', 'cost'] as const).map((part) => (
              <TextInput
                key={part}
                label={t(`deals.line.${part}`)}
                data-autofocus={(i === 0 && part === 'product') || undefined}
                inputMode={part === 'product' ? 'text' : 'decimal'}
                value={line[part]}
                onChange={(event) => set(line.key, part, event.currentTarget.value)}
                error={isWrong(line, part)}
              />
            ))}
            <IconButton
              label={t('deals.removeLine', { product: line.product || t('deals.newLine') })}
              onClick={() => setLines(lines.filter(({ key }) => key !== line.key))}
            >
              <IconTrash size={16} stroke={1.8} aria-hidden />
            </IconButton>
          </div>
        ))}
        <div>
          <Button size="small" onClick={add}>
            <IconPlus size={14} aria-hidden />
            {t('deals.addLine')}
          </Button>
        </div>
        <InlineProblem error={ask.error} />
        <div className={form.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending} disabled={said.some((one) => one === null)}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function emptyLine(currency: string, key: number): Draft {
  return { key, product: '', quantity: '1', amount: '', cost: '', currency, costCurrency: currency };
}

function draftsOf(deal: DealRecord, currency: string): readonly Draft[] {
  if (deal.lines.length === 0) return [emptyLine(currency, 0)];
  return deal.lines.map((line, key) => ({
    key,
    product: line.product,
    quantity: String(line.quantity),
    amount: line.amount === null ? '' : amountToType(line.amount, line.currency ?? currency),
    cost: line.cost === null ? '' : amountToType(line.cost, line.costCurrency ?? currency),
    currency: line.currency ?? currency,
    costCurrency: line.costCurrency ?? currency,
  }));
}

function isWrong(line: Draft, part: Part): boolean {
  if (part === 'product' || line.product.trim() === '') return false;
  if (part === 'quantity') return !/^[1-9]\d{0,8}$/.test(line.quantity.trim());
  const typed = line[part].trim();
  return typed !== '' && typedAmount(typed, part === 'amount' ? line.currency : line.costCurrency) === null;
}

/** The line that was typed; null where a part of it is not one. */
function lineOf(line: Draft): object | null {
  if ((['quantity', 'amount', 'cost'] as const).some((part) => isWrong(line, part))) return null;
  const { currency, costCurrency } = line;
  const [amount, cost] = [line.amount.trim(), line.cost.trim()];
  return {
    product: line.product.trim(),
    quantity: Number(line.quantity.trim()),
    ...(amount === '' ? {} : { amount: { amount: typedAmount(amount, currency), currency } }),
    ...(cost === '' ? {} : { cost: { amount: typedAmount(cost, costCurrency), currency: costCurrency } }),
  };
}
