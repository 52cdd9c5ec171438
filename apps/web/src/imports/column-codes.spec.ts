import { codeOf, meantBy } from './column-codes.js';

describe('the choices for a column', () => {
  const column = { name: 'paid', samples: [], blank: 0, guess: 'text' } as const;

  it('are told by codes, and back', () => {
    for (const code of ['out', 'identifier:email', 'time', 'field:title', 'property'])
      expect(codeOf(meantBy(code, column))).toBe(code);
    expect(meantBy('identifier:unheard', column)).toEqual({ as: 'out' });
  });

  it('read a column as it seems to be written', () => {
    const read = (guess: 'number' | 'money', ...samples: string[]) =>
      meantBy('property', { ...column, guess, samples });
    expect(read('number', '1', '1,234', '1,234.56')).toMatchObject({ value: 'number' });
    expect(read('money', '12', '9,90')).toMatchObject({ value: 'number-comma' });
    expect(read('number', '1.234,5')).toMatchObject({ value: 'number-comma' });
    expect(meantBy('time', { ...column, guess: 'time', format: 'unix' })).toEqual({ as: 'time', format: 'unix' });
    expect(meantBy('property', { ...column, guess: 'day', format: 'dd.MM.yyyy' })).toMatchObject({
      value: 'date',
      detail: 'dd.MM.yyyy',
    });
  });
});
