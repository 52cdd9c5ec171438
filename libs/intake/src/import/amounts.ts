import type { NumberFormat } from './mapping.js';

/** Money as events hold it: whole minor units of a currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/**
 * A number's digits, written in one way: sign, digits, a point and digits; null for what is no number. Groups are of
 * three digits, or of two before the last (1,00,000): `12.50` where the comma is the decimal sign is no 1,250.
 */
function plain(text: string, { decimal, group }: NumberFormat): string | null {
  const [, sign, unsigned] = /^([+-]?)(.*)$/.exec(text.trim().replace(/\s/g, ' ')) ?? [];
  const [whole, fraction, ...more] = unsigned!.trim().split(decimal);
  if (more.length > 0 || !/^\d*$/.test(fraction ?? '')) return null;
  const digits = ungrouped(whole!, group);
  if (digits === null || digits + (fraction ?? '') === '') return null;
  return `${sign}${digits === '' ? '0' : digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Digits without what parts them into groups; null where they are parted otherwise than numbers are. */
function ungrouped(whole: string, group: string): string | null {
  if (/^\d*$/.test(whole)) return whole;
  const parts = whole.split(group !== '' && whole.includes(group) ? group : ' ');
  const [first, last] = [parts[0]!, parts.at(-1)!];
  const between = parts.slice(1, -1);
  const usual = /^\d{1,3}$/.test(first) && /^\d{3}$/.test(last) && between.every((part) => /^\d{2,3}$/.test(part));
  return usual && parts.length > 1 ? parts.join('') : null;
}

/** The number a text says; null for what is none, or cannot be held exactly where it must be whole. */
export function numberOf(text: string, format: NumberFormat): number | null {
  const digits = plain(text, format);
  if (digits === null) return null;
  const number = Number(digits);
  if (!Number.isFinite(number)) return null;
  return format.whole && !Number.isSafeInteger(number) ? null : number;
}

const minorDigits = new Map<string, number>();

function minorDigitsOf(currency: string): number {
  let digits = minorDigits.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    minorDigits.set(currency, digits);
  }
  return digits;
}

const EXPONENT = /^[+-]?\d+(\.\d+)?e[+-]?\d{1,3}$/i;

/**
 * The money a text says, to the minor unit; null for what is no number, or finer than the currency where nobody said that
 * it is to be rounded.
 */
export function moneyOf(text: string, format: NumberFormat, currency: string): Money | null {
  const digits = format.round && EXPONENT.test(text) ? inDigits(text) : plain(text, format);
  if (digits === null) return null;
  const [whole, fraction = ''] = digits.replace(/^[+-]/, '').split('.');
  const minor = minorDigitsOf(currency);
  if (!format.round && /[1-9]/.test(fraction.slice(minor))) return null;
  const up = (fraction[minor] ?? '0') >= '5' ? 1 : 0;
  const units = Number(`${whole}${fraction.slice(0, minor).padEnd(minor, '0')}`) + (format.round ? up : 0);
  if (!Number.isSafeInteger(units)) return null;
  return { amount: digits.startsWith('-') && units !== 0 ? -units : units, currency };
}

/** What a computer wrote with an exponent (`4.44e-16`), without one; null beyond what money is. */
function inDigits(text: string): string | null {
  const number = Number(text);
  return Math.abs(number) < 1e15 ? number.toFixed(20) : null;
}
