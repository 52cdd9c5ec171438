import type { When } from '#kernel';

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

/** The object a value is; an empty one for anything else. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : NOTHING;
}

/** A text with something in it, as stated; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

/** A word of a vocabulary, 1 to 200 characters without white space around; undefined for anything else. */
export function wordOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value.length === 0) return undefined;
  const word = value.trim();
  return word.length > 0 && word.length <= 200 ? word : undefined;
}

/** An id as clients send it: a text, or a number. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > 0 ? value : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** What a table says under a name that came from outside; undefined where it says nothing. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whole seconds; undefined for what is none, or negative: nothing ends before it began. */
export function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER
    ? Math.round(seconds)
    : undefined;
}

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?(Z|z|[+-]\d\d(:?\d\d)?)?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * A time as clients write it, ISO 8601: an instant (UTC where no zone is named), or a day. Undefined for anything else.
 */
export function whenOf(value: unknown): When | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length === 24 && CANONICAL.test(value))
    return Number.isNaN(Date.parse(value)) || !isDay(value.slice(0, 10))
      ? undefined
      : { precision: 'instant', at: value };
  if (DAY.test(value)) return isDay(value) ? { precision: 'day', at: value } : undefined;
  const parts = INSTANT.exec(value);
  if (parts === null || !isDay(value.slice(0, 10))) return undefined;
  const zone = parts[3] ?? 'Z';
  const clock = value
    .slice(0, value.length - (parts[3]?.length ?? 0))
    .trim()
    .replace(' ', 'T')
    .replace(',', '.');
  const at = Date.parse(clock + (zone.length === 3 ? `${zone}:00` : zone.toUpperCase()));
  return Number.isNaN(at) ? undefined : { precision: 'instant', at: new Date(at).toISOString() };
}

/** Whether a calendar has the day: there was no year 0, there are 28 of every month, the rest is looked up. */
function isDay(value: string): boolean {
  if (value.startsWith('0000')) return false;
  if (value.slice(8) <= '28' && value.slice(8) >= '01' && value.slice(5, 7) <= '12' && value.slice(5, 7) >= '01')
    return true;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const QUERY = /[?&](utm_source|utm_medium|utm_campaign|utm_term|utm_content)=([^&#]+)/g;
const CLICK =
  /[?&](gclid|gbraid|wbraid|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|epik|rdt_cid)=([^&#]+)/;

/** What the address of a page says about where its visitor comes from. */
export interface Arriving {
  utm_source?: string;
  utm_medium?: string;
  utm_campaign?: string;
  utm_term?: string;
  utm_content?: string;
  /** `{parameter}={value}` of the advertiser's click id. */
  click?: string;
}

/** UTM parameters and click ids of an address; an empty object where there are none. */
export function arrivingBy(address: string | undefined): Arriving {
  const found: Arriving = {};
  if (address === undefined || !address.includes('?')) return found;
  if (address.includes('utm_'))
    for (const [, name, value] of address.matchAll(QUERY)) found[name as keyof Arriving] ??= decoded(value!);
  const click = CLICK.exec(address);
  if (click !== null) found.click = `${click[1]!}=${decoded(click[2]!)}`;
  return found;
}

function decoded(value: string): string {
  const spaced = value.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
