import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import metadata from 'libphonenumber-js/min/metadata';
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
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['+49 (0) 30 / 90 18 20', '+4930901820'],
    ['+39 (0)6 1234567', '+39061234567'],
    ['+49 30 901820 ext. 12', null],
    ['+49 30 901820 x12', null],
    ['+7 (0)', null],
  ])('phone %j', (stated, normalised) => expect(normalise('phone', stated)).toBe(normalised));

  it.each([
    ['DE', '030 901820', '+4930901820'],
    ['DE', '0049 30 901820', '+4930901820'],
    ['DE', '+1 (415) 555-2671', '+14155552671'],
    ['DE', '110', null],
    ['DE', '0000000000', null],
    ['DE', 'Tel. 030 901820', null],
    ['US', '(415) 555-2671', '+14155552671'],
    ['US', '1 415 555 2671', '+14155552671'],
    ['US', '1-800-FLOWERS', null],
    ['US', '555-2671', null],
    ['ID', '0812-3456-789', '+628123456789'],
    ['FR', '06 12 34 56 78', '+33612345678'],
    ['GB', '020 7946 0958', '+442079460958'],
    ['IT', '06 1234567', '+39061234567'],
    ['RU', '8 (912) 345-67-89', '+79123456789'],
    ['AR', '011 15 2345-6789', '+5491123456789'],
    ['BR', '(11) 91234-5678', '+5511912345678'],
    ['IN', '098765 43210', '+919876543210'],
    ['JP', '０３-１２３４-５６７８', '+81312345678'],
    ['EG', '٠١٠١٢٣٤٥٦٧٨', '+201012345678'],
  ])('phone of %s, %j', (region, stated, normalised) => expect(normalise('phone', stated, region)).toBe(normalised));

  // A newer package may read national numbers otherwise. Look at what changed before you let it in: whoever is known by
  // such a number would be somebody else from then on.
  it('reads national phone numbers by the table of countries that it was frozen with', () => {
    expect(hash('sha256', JSON.stringify(metadata))).toBe(
      '48961aae7cd20875a8f3abdf6f9b04ffdc15b9d0e6d8c6fb8db74a249d6a48a9',
    );
  });

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
