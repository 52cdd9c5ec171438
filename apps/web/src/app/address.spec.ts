import { parseAddress, writeAddress } from './address.js';
import { subjectSearch, contactsSearch, signInSearch } from './search.js';

describe('what screens keep in the address', () => {
  it('is written and read back, empty parts left out', () => {
    const written = writeAddress({ q: 'Мария & co', sort: '-touches', channel: undefined, selected: '' });
    expect(written).toBe('?q=%D0%9C%D0%B0%D1%80%D0%B8%D1%8F+%26+co&sort=-touches');
    expect(contactsSearch(parseAddress(written))).toMatchObject({ q: 'Мария & co', sort: '-touches' });
    expect(writeAddress({})).toBe('');
  });

  it('keeps text that looks like a number as text', () => {
    expect(contactsSearch(parseAddress('?q=0042')).q).toBe('0042');
  });

  it('drops what is unknown', () => {
    expect(contactsSearch({ sort: 'shoe-size' }).sort).toBeUndefined();
    expect(subjectSearch({ direction: 'up', view: 'upside-down' })).toMatchObject({
      direction: undefined,
      view: undefined,
    });
  });

  it('never leads away from this site after signing in', () => {
    expect(signInSearch({ next: '/contacts?q=a' }).next).toBe('/contacts?q=a');
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect(signInSearch({ next }).next).toBeUndefined();
  });
});
