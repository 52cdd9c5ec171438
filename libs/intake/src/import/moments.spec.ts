import fc from 'fast-check';
import { DateTime } from 'luxon';
import { momentReader } from './moments.js';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Jakarta',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/Sao_Paulo',
];
const PATTERNS = [
  'dd.MM.yyyy HH:mm:ss',
  'd/M/yyyy H:mm',
  'M/d/yyyy h:mm a',
  'yyyy-MM-dd HH:mm:ss.SSS',
  'yyyyMMddHHmmss',
  'dd.MM.yy',
  "yyyy'-T-'MM 'at' dd",
  "d-M-yyyy'T'H''mm",
  'yyyy',
  'hh:mm:ssa dd/MM/yyyy',
  'D',
  'M/yyyy S',
  // left to Luxon
  'd MMMM yyyy HH:mm',
  'EEE, dd MMM yyyy HH:mm:ss ZZZ',
  'dM.yyyy',
  'd/M/yyyy, HH:mm z',
];

/** What Luxon alone makes of a text: what counts. */
function reference(text: string, format: string, zone: string): string | null {
  const at =
    format === 'iso'
      ? DateTime.fromISO(text.replace(' ', 'T'), { zone })
      : DateTime.fromFormat(text, format, { zone, locale: 'en' });
  return at.isValid ? new Date(at.toMillis()).toISOString() : null;
}

/** Whether the clocks of a zone show a time twice: which of the two is meant, Luxon decides by what time it is now. */
function shownTwice(at: string, zone: string): boolean {
  const there = DateTime.fromISO(at, { zone });
  return there.getPossibleOffsets().length > 1;
}

const zones = fc.constantFrom(...ZONES);
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(1920, 0, 1), max: Date.UTC(2100, 0, 1) }),
  // where summer time begins and ends
  fc.integer({ min: Date.UTC(2025, 9, 24), max: Date.UTC(2025, 9, 28) }),
  fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 2, 31) }),
);
const read = (text: string, format: string, zone: string, precision: 'instant' | 'day'): string | null => {
  const when = momentReader({ formats: [format], zone, precision })(text);
  return when === null || when.precision === 'none' ? null : when.at;
};
const instantOf = (text: string, format: string, zone: string): string | null => read(text, format, zone, 'instant');

describe('moments as files write them', () => {
  it('are what Luxon reads, for every pattern, zone and time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATTERNS), zones, instants, (format, zone, at) => {
        const text = DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat(format);
        const expected = reference(text, format, zone);
        fc.pre(expected !== null && !shownTwice(expected, zone));
        expect(instantOf(text, format, zone)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are refused where Luxon refuses them', () => {
    const pieces = fc.oneof(
      fc.constantFrom('.', '/', '-', ' ', ':', 'T', 't', 'AM', 'pm', "'", 'x'),
      fc.nat(2_030).map(String),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...PATTERNS),
        fc.array(pieces, { minLength: 3, maxLength: 11 }),
        instants,
        fc.nat(20),
        fc.constantFrom('', '0', '1', '9', ' ', '-', 'x', '31', '٣'),
        (format, parts, at, where, put) => {
          const right = DateTime.fromMillis(at, { zone: 'UTC', locale: 'en' }).toFormat(format);
          for (const text of [parts.join(''), right.slice(0, where) + put + right.slice(where + 1)])
            expect([text, instantOf(text, format, 'UTC')]).toEqual([text, reference(text, format, 'UTC')]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('are read as ISO 8601 as Luxon reads it', () => {
    const two = fc.nat(61).map((n) => String(n).padStart(2, '0'));
    const text = fc
      .tuple(
        fc.constantFrom('2026', '2024', '0026', '1900'),
        fc.nat(13).map((n) => String(n).padStart(2, '0')),
        fc.nat(32).map((n) => String(n).padStart(2, '0')),
        fc.constantFrom('T', ' '),
        fc.nat(24).map((n) => String(n).padStart(2, '0')),
        two,
        fc.option(fc.tuple(two, fc.option(fc.tuple(fc.constantFrom('.', ','), fc.stringMatching(/^\d{1,9}$/))))),
        fc.constantFrom('', 'Z', '+02:00', '-0330', '+14', '-00:00'),
      )
      .map(([year, month, day, t, hour, minute, more, zone]) => {
        const second = more === null ? '' : `:${more[0]}${more[1] === null ? '' : more[1].join('')}`;
        return `${year}-${month}-${day}${t}${hour}:${minute}${second}${zone}`;
      });
    fc.assert(
      fc.property(text, zones, (written, zone) => {
        const expected = reference(written, 'iso', zone);
        fc.pre(expected === null || !shownTwice(expected, zone));
        // the end of a day in a year before 100 is, to Luxon, its beginning
        fc.pre(!(written.startsWith('0026') && written.slice(11, 13) === '24'));
        expect([written, instantOf(written, 'iso', zone)]).toEqual([written, expected]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('end a day with hour 24, in any year', () => {
    expect(instantOf('2026-01-01T24:00', 'iso', 'UTC')).toBe('2026-01-02T00:00:00.000Z');
    expect(instantOf('0026-01-01T24:00', 'iso', 'UTC')).toBe('0026-01-02T00:00:00.000Z');
  });

  it('are days of the zone where days are kept', () => {
    const day = (text: string, format: string, zone: string): string | null => read(text, format, zone, 'day');
    expect(day('1772323200', 'unix', 'Asia/Jakarta')).toBe('2026-03-01');
    expect(day('2026-03-01T20:00:00Z', 'iso', 'Asia/Jakarta')).toBe('2026-03-02');
    expect(day('2026-03-01 20:00', 'iso', 'Asia/Jakarta')).toBe('2026-03-01');
    expect(day('1.3.0026', 'd.M.yyyy', 'Asia/Jakarta')).toBe('0026-03-01');
  });

  it('are the same whenever they are read: the first of two that the clocks show, and after the change what they skip', () => {
    const berlin = (text: string): string | null => instantOf(text, 'dd.MM.yyyy HH:mm', 'Europe/Berlin');
    expect(berlin('25.10.2026 02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(berlin('25.10.2026 03:00')).toBe('2026-10-25T02:00:00.000Z');
    expect(berlin('29.03.2026 02:30')).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('25 October 2026 02:30', 'd MMMM yyyy HH:mm', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });
});
