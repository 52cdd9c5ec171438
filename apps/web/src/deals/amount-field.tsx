import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { amountToType, typedAmount } from '../i18n/money.js';
import styles from '../ui/form.module.css';

/** An amount as it is being typed. */
export interface TypedMoney {
  readonly typed: string;
  readonly currency: string;
}

interface Props {
  readonly label: string;
  readonly value: TypedMoney;
  readonly onChange: (value: TypedMoney) => void;
  readonly autoFocus?: boolean;
}

/** Nothing typed yet, in a currency. */
export function noMoney(currency: string): TypedMoney {
  return { typed: '', currency };
}

/** An amount to be typed again. */
export function moneyToType(amount: number | null, currency: string | null, usual: string): TypedMoney {
  return amount === null || currency === null ? noMoney(usual) : { typed: amountToType(amount, currency), currency };
}

/** What was typed: undefined for nothing, null for what is no amount. */
export function moneyOf({ typed, currency }: TypedMoney): { amount: number; currency: string } | undefined | null {
  if (typed.trim() === '') return undefined;
  const amount = typedAmount(typed.trim(), currency);
  return amount === null || !/^[A-Z]{3}$/.test(currency) ? null : { amount, currency };
}

/** An amount and its currency; says so when it is none. */
export function AmountField({ label, value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const wrong = moneyOf(value) === null;
  return (
    <div className={styles.amount}>
      <TextInput
        label={label}
        inputMode="decimal"
        {...(autoFocus ? { 'data-autofocus': true } : {})}
        value={value.typed}
        onChange={(event) => onChange({ ...value, typed: event.currentTarget.value })}
        error={wrong ? t('deals.amountWrong') : undefined}
      />
      <TextInput
        label={t('deals.currency')}
        maxLength={3}
        value={value.currency}
        onChange={(event) => onChange({ ...value, currency: event.currentTarget.value.toUpperCase() })}
      />
    </div>
  );
}
