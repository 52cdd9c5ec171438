import { broken } from '#kernel';

/** Money as commands and events say it: whole minor units, with how many decimals a unit is where it is not the currency's own. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
  readonly exponent?: number;
}

const decimals = new Map<string, number>();

/** How many decimals a currency's minor unit is (ISO 4217, as ECMA-402 keeps it); 2 for a code nobody knows. */
export function decimalsOf(currency: string): number {
  let known = decimals.get(currency);
  if (known === undefined) {
    known = /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!
      : 2;
    decimals.set(currency, known);
  }
  return known;
}

/** An amount in minor units of its currency's own, whatever exponent it was said with; halves are rounded away from zero. */
export function inMinorUnits({ amount, currency, exponent }: Money): number {
  const own = decimalsOf(currency);
  if (exponent === undefined || exponent === own) return amount;
  const scaled = Math.abs(amount) * 10 ** (own - exponent);
  return Math.sign(amount) * Math.round(scaled);
}

/** Further than this from a currency's own decimals no amount is one that can be kept, but 0. */
const MOST_SHIFT = 20;

/** What keeps an amount from being said in whole minor units of its currency; null where nothing does. */
export function inexactly({ amount, currency, exponent }: Money): string | null {
  const own = decimalsOf(currency);
  if (exponent === undefined || amount === 0) return null;
  const shift = exponent - own;
  const said = `${amount} with ${exponent} decimals`;
  if (shift > 0 && (shift > MOST_SHIFT || BigInt(amount) % 10n ** BigInt(shift) !== 0n))
    return `${said} is finer than the ${own} that ${currency} is kept with`;
  const isTooLarge =
    shift < -MOST_SHIFT || !Number.isSafeInteger(Number(BigInt(amount) * 10n ** BigInt(Math.max(0, -shift))));
  return isTooLarge ? `${said} is more than can be kept exactly` : null;
}

/** Whether a text is a currency's code as ISO 4217 writes them. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}

/** Refuses an amount that is negative, or of no currency: `{thing}.amount-negative`, `{thing}.currency`. */
export function checkAmount(thing: string, money: Money | undefined): void {
  if (money === undefined) return;
  if (money.amount < 0) throw broken(`${thing}.amount-negative`);
  if (!isCurrency(money.currency)) throw broken(`${thing}.currency`, { currency: money.currency });
}
