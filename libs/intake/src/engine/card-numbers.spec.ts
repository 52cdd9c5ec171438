import fc from 'fast-check';
import { cardNumbersIn, mayHoldCardNumber } from './card-numbers.js';

const found = (text: string) => cardNumbersIn(text).map(({ from, to }) => text.slice(from, to));

describe('card numbers', () => {
  it.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '378282246310005',
    '3782 822463 10005',
    '6011111111111117',
    '5555555555554444',
    '2223003122003222',
    '4222222222222',
    '30569309025904',
    '3530111333300000',
    '6304000000000000',
  ])('are found as people write them: %s', (number) => {
    expect(found(number)).toEqual([number]);
    expect(found(`my card: ${number}, exp 12/27.`)).toEqual([number]);
    expect(mayHoldCardNumber(Buffer.from(JSON.stringify({ note: number })))).toBe(true);
  });

  it('are found beside other numbers', () => {
    expect(found('4111 1111 1111 1111 12 27 123')).toEqual(['4111 1111 1111 1111']);
    expect(found('12 4111 1111 1111 1111')).toEqual(['4111 1111 1111 1111']);
    expect(found('cc4111111111111111')).toEqual(['4111111111111111']);
    for (const listed of ['4111111111111111,12/27', '4111111111111111,123', '17,4111111111111111'])
      expect(found(listed)).toEqual(['4111111111111111']);
    expect(found('4111111111111111 and 5555555555554444.')).toEqual(['4111111111111111', '5555555555554444']);
  });

  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['a time in milliseconds', '1772357400000'],
    ['times in milliseconds whose check digit is right', '1772357400005 1772357400013 1772357400021'],
    ['a number of an issuer, too short for it', '5105105105106'],
    ['a coordinate', '48.4111111111111111'],
    ['a UUID', '41111111-1111-1111-8111-111111111111'],
    ['an id of a click', 'Cj0KCQiA4111111111111111BwE'],
    ['twenty digits and more in one piece', '41111111111111111111111111'],
    ['digits that are far apart', '4111, 1111, 1111, 1111'],
  ])('are not seen in %s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });

  it('are found before an amount, and not where digits go on', () => {
    expect(found('4111 1111 1111 1111 12.50')).toEqual(['4111 1111 1111 1111']);
    expect(found('41111111111111111.5')).toEqual([]);
  });

  it('need no search where digits make no card number, times in milliseconds above all', () => {
    const may = (value: unknown) => mayHoldCardNumber(Buffer.from(JSON.stringify(value)));
    for (let at = 1_772_357_400_000; at < 1_772_357_400_200; at++)
      expect([at, may({ at, ats: [at, at + 1], text: `${at}-${at + 7}`, é: `${at}é${at}` })]).toEqual([at, false]);
    expect(may({ id: 'a716-446655440000', trace: '00000000000000000000000000000000' })).toBe(false);
    expect(may({ at: 1_772_357_400_000, note: '5555 5555 5555 4444' })).toBe(true);
    expect(mayHoldCardNumber(Buffer.from('{"n":4.111111111111111e15}'))).toBe(true);
  });

  it('are searched for wherever one is', () => {
    const separator = fc.constantFrom('', ' ', '-', '\u00a0', '\u2007', '\u2009', '\u202f', '\u2010', '\u2012');
    const other = fc.constantFrom(' ', '-', '.', ',', 'é', '漢', '🙂', '"', 'x', '1', '12 ', '/');
    const digits = fc.constantFrom('4111', '1111', '3782', '822463', '10005', '4222222222222', '5555555555554444');
    const text = fc
      .array(fc.tuple(fc.oneof(digits, other), separator), { maxLength: 12 })
      .map((pieces) => pieces.flat().join(''));
    let withCards = 0;
    fc.assert(
      fc.property(text, (written) => {
        if (found(written).length === 0) return;
        withCards++;
        expect([written, mayHoldCardNumber(Buffer.from(JSON.stringify({ note: written })))]).toEqual([written, true]);
      }),
      { numRuns: 5_000 },
    );
    expect(withCards).toBeGreaterThan(500);
  });

  it('need no search where a body holds no 13 digits together', () => {
    const may = (value: unknown) => mayHoldCardNumber(Buffer.from(JSON.stringify(value)));
    expect(
      may({ timestamp: '2026-03-01T09:30:00.000Z', n: 123456789012, ip: '192.168.100.200', list: [1, 2, 3] }),
    ).toBe(false);
    expect(may([1234567, 1234567])).toBe(false);
    expect(may({ n: 4111111111111111 })).toBe(true);
  });

  it('are looked for where digits or separators may be escaped', () => {
    expect(mayHoldCardNumber(Buffer.from(String.raw`{"a":"\u00341111111"}`))).toBe(true);
    expect(mayHoldCardNumber(Buffer.from(String.raw`{"a":"4111\u00a01111"}`))).toBe(true);
    expect(mayHoldCardNumber(Buffer.from(String.raw`{"a":"caf\u00e9"}`))).toBe(false);
  });
});
