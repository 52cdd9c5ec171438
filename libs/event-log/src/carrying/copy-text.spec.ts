import { copyText } from './copy-text.js';

describe('text for COPY', () => {
  it('separates rows and columns, and tells nothing from an empty text', () => {
    const rows = [
      ['a', 1, null],
      ['', 2, '\\N'],
    ];
    expect(copyText(rows, (row) => row).toString()).toBe('a\t1\t\\N\n\t2\t\\\\N\n');
  });

  it('escapes what would end a column or a row', () => {
    expect(copyText(['{"a":"\\n"}\t\r\n é'], (text) => [text]).toString()).toBe('{"a":"\\\\n"}\\t\\r\\n é\n');
  });
});
