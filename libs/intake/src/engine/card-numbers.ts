import { DigitRun, FEWEST } from './digit-run.js';

/**
 * Card numbers in texts: 13 to 19 digits of a known issuer's range whose check digit is right (Luhn, ISO/IEC 7812-1),
 * written in one piece or in groups apart by a space or a hyphen. One in ten numbers has a right check digit by chance,
 * so the issuer's ranges and lengths are asked for as well: they leave out times in milliseconds (they begin with 1)
 * and most numbers of orders and parcels.
 */

const SEPARATOR = String.raw`[ \-\u00a0\u2007\u2009\u202f\u2010-\u2012]`;

/** Digits in groups; not the fraction of a number, nor followed by one. A comma parts what is listed: `4111…1111,12/27`. */
const RUN = new RegExp(String.raw`(?<!\d\.)(?<!\d)\d(?:${SEPARATOR}?\d){12,}(?!\d)(?!\.\d)`, 'g');

/** One without a letter in it. */
const UUID = /^\d{8}-\d{4}-\d{4}-\d{4}-\d{12}$/;

/** A word with letters so long is a token of a machine, not a number somebody wrote. */
const TOKEN = 24;

/** Everything here is done before anybody else looks for digits. */
const run = new DigitRun();

/** Where card numbers stand in a text, first to last; empty where there are none. */
export function cardNumbersIn(text: string): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  if (!mayHoldCard(text)) return found;
  for (const { 0: written, index } of text.matchAll(RUN)) {
    if (UUID.test(written) || inToken(text, index, index + written.length)) continue;
    const groups = [...written.matchAll(/\d+/g)];
    run.begin();
    for (const [digits] of groups) {
      for (let i = 0; i < digits.length; i++) run.add(digits.charCodeAt(i) - 0x30);
      run.gap();
    }
    for (let first = 0; first < groups.length; first++) {
      const last = run.lastOfCard(first);
      if (last < 0) continue;
      const end = groups[last]!;
      found.push({ from: index + groups[first]!.index, to: index + end.index + end[0].length });
      first = last;
    }
  }
  return found;
}

/** Whether the digits stand in a long word that has letters, such as a UUID or the id of a click. */
function inToken(text: string, from: number, to: number): boolean {
  const begins = /[\w-]*$/.exec(text.slice(Math.max(0, from - 200), from))![0];
  const ends = /^[\w-]*/.exec(text.slice(to, to + 200))![0];
  const around = begins + ends;
  return /[a-z]/i.test(around) && around.length + (to - from) >= TOKEN;
}

/** Whether digits of a text make a card number, wherever they stand. About a nanosecond a character. */
export function mayHoldCard(text: string): boolean {
  if (text.length < FEWEST) return false;
  run.begin();
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) run.add(code - 0x30);
    else if (run.length > 0 && !(isSeparator(code) && run.gap()) && run.end()) return true;
  }
  return run.end();
}

function isSeparator(code: number): boolean {
  if (code === 0x20 || code === 0x2d) return true;
  if (code < 0xa0) return false;
  return code === 0xa0 || code === 0x2007 || code === 0x2009 || code === 0x202f || (code >= 0x2010 && code <= 0x2012);
}

/**
 * Whether JSON text may hold a card number: digits that make one, with nothing between them but a separator. Costs about
 * a nanosecond a byte, so that what holds none, and that is nearly everything, is not searched; times in milliseconds
 * are told apart here already. What is escaped or has an exponent may be anything.
 */
export function mayHoldCardNumber(json: Uint8Array): boolean {
  run.begin();
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]!;
    if (byte >= 0x30 && byte <= 0x39) {
      run.add(byte - 0x30);
      continue;
    }
    if (byte === 0x5c && json[i + 1] === 0x75 && escapesPart(json, i + 2)) return true;
    if (run.length === 0) continue;
    if (byte === 0x20 || byte === 0x2d) {
      if (run.gap()) continue;
    } else if (byte >= 0xc2 && run.gap()) {
      // One character, whatever it is: two bytes, three or four.
      i += byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      continue;
    } else if ((byte | 0x20) === 0x65 && run.length >= FEWEST) return true;
    if (run.end()) return true;
  }
  return run.end();
}

/** Whether `\u` is followed by 003 (a digit), 00a or 20 (a separator), 002 (a hyphen or a space). */
function escapesPart(json: Uint8Array, at: number): boolean {
  const [first, second, third] = [json[at], json[at + 1], (json[at + 2] ?? 0) | 0x20];
  if (first === 0x32) return second === 0x30;
  return first === 0x30 && second === 0x30 && (third === 0x33 || third === 0x32 || third === 0x61);
}
