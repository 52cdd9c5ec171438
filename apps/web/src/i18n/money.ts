import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** How many decimals the minor unit of a currency has (ISO 4217, as the browser knows it); 2 for a code nobody knows. */
export function decimalsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** An amount in minor units as people write it: €1,234.50; whole amounts without their zeros. */
export function money(locale: string, amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const major = amount / 10 ** decimals;
  const fraction = Number.isInteger(major) ? 0 : decimals;
  if (!/^[A-Z]{3}$/.test(currency))
    return `${new Intl.NumberFormat(locale, { minimumFractionDigits: fraction }).format(major)} ${currency}`;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  }).format(major);
}

/** A large amount in few characters: €1.2M. */
export function compactMoney(locale: string, amount: number, currency: string): string {
  const major = amount / 10 ** decimalsOf(currency);
  if (Math.abs(major) < 10_000 || !/^[A-Z]{3}$/.test(currency)) return money(locale, amount, currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(major);
}

/**
 * The minor units that a typed amount means, whichever of point and comma it has for its decimals: the last of them, unless
 * it stands before three digits and the currency has fewer decimals. Null for what is no amount, or is more exact than
 * the currency.
 */
export function typedAmount(typed: string, currency: string): number | null {
  const decimals = decimalsOf(currency);
  const text = typed.replace(/[\s'’_]/g, '');
  if (!/^\d[\d.,]*$/.test(text)) return null;
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const after = at < 0 ? 0 : text.length - at - 1;
  const isDecimal = at >= 0 && after > 0 && (after <= decimals || (after !== 3 && decimals < after));
  if (isDecimal && after > decimals) return null;
  const whole = (isDecimal ? text.slice(0, at) : text).replace(/[.,]/g, '');
  const part = isDecimal ? text.slice(at + 1).padEnd(decimals, '0') : '0'.repeat(decimals);
  const minor = Number(`${whole}${part}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

/** An amount as it is typed again: its major units, with a point. */
export function amountToType(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const major = amount / 10 ** decimals;
  return Number.isInteger(major) ? String(major) : major.toFixed(decimals);
}

/** Amounts in the present language. */
export interface MoneyFormat {
  readonly money: (amount: number, currency: string) => string;
  readonly compact: (amount: number, currency: string) => string;
  /** Null where there is no amount, or nobody knows of which currency. */
  readonly some: (amount: number | null, currency: string | null) => string | null;
}

/** The formats of amounts of the present language. */
export function useMoney(): MoneyFormat {
  const locale = useTranslation().i18n.language;
  return useMemo(
    () => ({
      money: (amount, currency) => money(locale, amount, currency),
      compact: (amount, currency) => compactMoney(locale, amount, currency),
      some: (amount, currency) => (amount === null || currency === null ? null : money(locale, amount, currency)),
    }),
    [locale],
  );
}
