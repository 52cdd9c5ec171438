import { makeIds } from '#kernel';
import { Identify } from './identify.js';
import { isNobodys, normalise } from './normalise.js';

// Never take a line away here: what is nobody's today must not be somebody's tomorrow, nor the other way round.
describe('placeholders are frozen', () => {
  it.each([
    'undefined',
    ' NULL ',
    'None',
    'nil',
    'N/A',
    'unknown',
    'Anonymous',
    'guest',
    '0',
    '-1',
    'test',
    '00000000-0000-0000-0000-000000000000',
    '[object Object]',
    'NaN',
    '""',
  ])('%j is nobody’s id of any kind, nor a group’s', (value) => {
    for (const kind of ['user', 'external', 'anonymous'] as const) {
      expect(normalise(kind, value)).toBeNull();
      expect(isNobodys(kind, value)).toBe(true);
    }
    expect(new Identify(makeIds(Buffer.alloc(32, 5))).group(value, 'crm')).toBeNull();
  });

  it.each(['00', '01', '-10', 'null-7', 'tester', 'guest 12', 'unknown@example.com', 'nona', 'zero'])(
    '%j may be somebody’s id',
    (value) => expect(normalise('user', value)).toBe(value),
  );

  it.each(['none@none.com', ' Null@NULL ', 'undefined@undefined.de', 'noemail@none.example', 'unknown@unknown.co.uk'])(
    '%j is nobody’s address',
    (value) => {
      expect(normalise('email', value)).toBeNull();
      expect(isNobodys('email', value)).toBe(true);
    },
  );

  it.each(['none@example.com', 'ann@none.com', 'null.ann@null.com', 'test@test.com', 'unknown@mail.unknown.com'])(
    '%j may be somebody’s address',
    (value) => expect(normalise('email', value)).toBe(value),
  );
});
