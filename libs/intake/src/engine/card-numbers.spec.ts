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
