import { misplaced, offsetOf } from './places.js';

describe('the places of a document', () => {
  it('are read from what the server says', () => {
    const errors = [
      { path: 'line 3, column 5, emits[0].at', message: 'is missing', remedy: 'say  at: unknown' },
      { path: 'line 12, column 1', message: 'is no YAML' },
      { path: '', message: 'is too long' },
    ];
    expect(misplaced({ errors })).toEqual([
      { line: 3, column: 5, where: 'emits[0].at', what: 'is missing', remedy: 'say  at: unknown' },
      { line: 12, column: 1, where: '', what: 'is no YAML' },
      { line: null, column: 1, where: '', what: 'is too long' },
    ]);
    expect(misplaced({})).toEqual([]);
    expect(misplaced(null)).toEqual([]);
  });

  it('are found again', () => {
    expect([offsetOf('ab\ncd\n', 1, 1), offsetOf('ab\ncd\n', 2, 2), offsetOf('ab\ncd\n', 9, 9)]).toEqual([0, 4, 6]);
  });
});
