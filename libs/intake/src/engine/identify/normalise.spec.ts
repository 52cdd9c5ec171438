import * as fc from 'fast-check';
import { IDENTIFIER_KINDS } from '#kernel';
import { normalise } from './normalise.js';

// Never change a line here: ids are computed from the right-hand side.
describe('normalisers are frozen', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    ['  Ann.Lee@Example.COM ', 'ann.lee@example.com'],
    ['\u00a0ann@example.com\u3000', 'ann@example.com'],
    ['Ann+news@example.com', 'ann+news@example.com'],
    ['A.n.n@gmail.com', 'a.n.n@gmail.com'],
    ['Jo\u0308rg@b\u00dccher.example', 'j\u00f6rg@b\u00fccher.example'],
    ['ΑΝΝΑΣ@example.gr', 'αννας@example.gr'],
    ['İ@example.com', 'i̇@example.com'],
    ['田中@例え.jp', '田中@例え.jp'],
    ['o’hara@example.ie', 'o’hara@example.ie'],
    ['a@b', 'a@b'],
    ['ann', null],
    ['@example.com', null],
    ['ann@', null],
    ['a@b@c', null],
    ['ann lee@example.com', null],
    ['', null],
    ['\u0000@example.com', null],
    [`${'a'.repeat(309)}@example.com`, null],
  ])('email %j', (stated, normalised) => expect(normalise('email', stated)).toBe(normalised));

  it.each([
    ['+49 30 901820', '+4930901820'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['+44\u00a020\u20117946\u20130958', '+442079460958'],
    ['+62.812.3456.789', '+628123456789'],
    ['030 901820', null],
    ['0049 30 901820', null],
    ['+0 30 901820', null],
    ['+49', null],
    ['+1234567890123456', null],
    ['+1 415 CALL NOW', null],
  ])('phone %j', (stated, normalised) => expect(normalise('phone', stated)).toBe(normalised));

  it.each([
    ['user', 'u-7', 'u-7'],
    ['user', ' U-7 ', 'U-7'],
    ['user', 'e\u0301', '\u00e9'],
    ['user', 'Ann@Example.com', 'Ann@Example.com'],
    ['external', ' 0035 ', '0035'],
    ['anonymous', '6A1D-x', '6A1D-x'],
    ['user', '   ', null],
    ['anonymous', 'x\ud800', null],
    ['external', 'x'.repeat(513), null],
  ] as const)('%s %j', (kind, stated, normalised) => expect(normalise(kind, stated)).toBe(normalised));

  it('says the same of what it said', () => {
    fc.assert(
      fc.property(fc.constantFrom(...IDENTIFIER_KINDS), fc.string({ unit: 'grapheme' }), (kind, stated) => {
        const once = normalise(kind, kind === 'email' ? `${stated}@${stated}.com` : stated);
        if (once !== null) expect(normalise(kind, once)).toBe(once);
      }),
    );
  });
});
