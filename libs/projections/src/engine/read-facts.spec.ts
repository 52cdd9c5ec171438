import fc from 'fast-check';
import { epochMilliseconds } from './read-facts.js';

const slowly = (text: string): number => Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));

describe('an instant as PostgreSQL writes it', () => {
  it('is the same by hand', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 6 }),
        (date, places) => {
          const iso = `${date.toISOString().slice(0, -1)}000`;
          const cut =
            places === 0
              ? iso.slice(0, 19)
              : iso
                  .slice(0, 20 + places)
                  .replace(/0+$/, '')
                  .replace(/\.$/, '');
          const text = `${cut.replace('T', ' ')}+00`;
          expect([text, epochMilliseconds(text)]).toEqual([text, slowly(text)]);
        },
      ),
    );
  });

  it.each([
    ['2026-03-01 09:30:00.123456+00', '2026-03-01T09:30:00.123Z'],
    ['2026-03-01 09:30:00.5+00', '2026-03-01T09:30:00.500Z'],
    ['2026-03-01 09:30:00+00', '2026-03-01T09:30:00.000Z'],
    ['0099-03-01 09:30:00+00', '0099-03-01T09:30:00.000Z'],
    ['2026-03-01 09:30:00+02', '2026-03-01T07:30:00.000Z'],
    ['2026-03-01 09:30:00.25+05:30', '2026-03-01T04:00:00.250Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(epochMilliseconds(text)).toISOString()).toBe(iso);
  });
});
