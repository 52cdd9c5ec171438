/**
 * Card numbers in texts: 13 to 19 digits of a known issuer's range whose check digit is right (Luhn, ISO/IEC 7812-1),
 * written in one piece or in groups apart by a space or a hyphen. One in ten numbers has a right check digit by chance,
 * so the issuer's ranges and lengths are asked for as well: they leave out times in milliseconds (they begin with 1)
 * and most numbers of orders and parcels.
 */

const SEPARATOR = String.raw`[ \-\u00a0\u2007\u2009\u202f\u2010-\u2012]`;

/** Digits in groups; not the fraction of a number, nor followed by one. */
const RUN = new RegExp(String.raw`(?<!\d[.,])(?<!\d)\d(?:${SEPARATOR}?\d){12,}(?![.,]\d)`, 'g');

/** One without a letter in it. */
const UUID = /^\d{8}-\d{4}-\d{4}-\d{4}-\d{12}$/;

/** A word with letters so long is a token of a machine, not a number somebody wrote. */
const TOKEN = 24;

/** Where card numbers stand in a text, first to last; empty where there are none. */
export function cardNumbersIn(text: string): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  if (text.length < 13) return found;
  for (const run of text.matchAll(RUN)) {
    if (UUID.test(run[0]) || inToken(text, run.index, run.index + run[0].length)) continue;
    const groups = [...run[0].matchAll(/\d+/g)];
    for (let first = 0; first < groups.length; first++) {
      const last = cardFrom(
        groups.map(([digits]) => digits),
        first,
      );
      if (last < 0) continue;
      const end = groups[last]!;
      found.push({ from: run.index + groups[first]!.index, to: run.index + end.index + end[0].length });
      first = last;
    }
  }
  return found;
}

/** The last of the groups that make a card number from the first on; -1 where none do. */
function cardFrom(groups: readonly string[], first: number): number {
  let digits = '';
  let longest = -1;
  for (let last = first; last < groups.length; last++) {
    digits += groups[last]!;
    if (digits.length > 19) break;
    if (digits.length >= 13 && issued(digits) && luhn(digits)) longest = last;
  }
  return longest;
}

/** Whether the digits stand in a long word that has letters, such as a UUID or the id of a click. */
function inToken(text: string, from: number, to: number): boolean {
  const begins = /[\w-]*$/.exec(text.slice(Math.max(0, from - 200), from))![0];
  const ends = /^[\w-]*/.exec(text.slice(to, to + 200))![0];
  const around = begins + ends;
  return /[a-z]/i.test(around) && around.length + (to - from) >= TOKEN;
}

/** Ranges of issuers: first digits from, to, and the lengths of their numbers. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],
  [51, 55, [16]],
  [2221, 2720, [16]],
  [34, 34, [15]],
  [37, 37, [15]],
  [36, 36, [14, 16, 19]],
  [38, 39, [14, 16, 19]],
  [300, 305, [14, 16, 19]],
  [3528, 3589, [16, 17, 18, 19]],
  [2200, 2204, [16, 17, 18, 19]],
  [50, 50, [13, 14, 15, 16, 17, 18, 19]],
  [56, 69, [13, 14, 15, 16, 17, 18, 19]],
  [81, 82, [16]],
  [9792, 9792, [16]],
];

function issued(digits: string): boolean {
  return ISSUERS.some(([from, to, lengths]) => {
    const begins = Number(digits.slice(0, String(from).length));
    return begins >= from && begins <= to && lengths.includes(digits.length);
  });
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * Whether JSON text may hold a card number: 13 digits with nothing between them but a separator. Costs a nanosecond a
 * byte, so that what holds none, and that is nearly everything, is not searched. Escaped digits and separators count.
 */
export function mayHoldCardNumber(json: Uint8Array): boolean {
  let digits = 0;
  let between = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]!;
    if (byte >= 0x30 && byte <= 0x39) {
      between = 0;
      if (++digits === 13) return true;
    } else if (digits > 0 && (byte === 0x20 || byte === 0x2d || byte >= 0x80) && between < 3) {
      between++;
    } else {
      if (byte === 0x5c && json[i + 1] === 0x75 && escapesPart(json, i + 2)) return true;
      digits = 0;
      between = 0;
    }
  }
  return false;
}

/** Whether `\u` is followed by 003 (a digit), 00a or 20 (a separator), 002 (a hyphen or a space). */
function escapesPart(json: Uint8Array, at: number): boolean {
  const [first, second, third] = [json[at], json[at + 1], (json[at + 2] ?? 0) | 0x20];
  if (first === 0x32) return second === 0x30;
  return first === 0x30 && second === 0x30 && (third === 0x33 || third === 0x32 || third === 0x61);
}
