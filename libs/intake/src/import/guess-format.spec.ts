import iconv from 'iconv-lite';
import { guessDelimiter, guessEncoding } from './guess-format.js';

describe('the encoding of a file', () => {
  const text = 'name;stadt\nJürgen;Köln\nŁukasz;Łódź\n';

  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from('\ufeff' + text)],
    ['utf-8', Buffer.from('only,ascii\n1,2\n')],
    ['utf-16le', iconv.encode(text, 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode(text, 'utf-16be', { addBOM: true })],
    ['utf-16le', iconv.encode(text, 'utf-16le')],
    ['utf-16be', iconv.encode(text, 'utf-16be')],
    ['windows-1252', iconv.encode('name;preis\nJürgen;5 €\n', 'windows-1252')],
    ['utf-8', Buffer.alloc(0)],
  ])('is told as %s', (encoding, bytes) => {
    expect(guessEncoding([bytes])).toBe(encoding);
  });

  it('is told by pieces that begin and end within a character', () => {
    const bytes = Buffer.from('€€€€');
    expect(guessEncoding([bytes.subarray(0, 4), bytes.subarray(4, 8)])).toBe('utf-8');
    expect(guessEncoding([Buffer.from('ascii'), iconv.encode('schön', 'windows-1252')])).toBe('windows-1252');
  });
});

describe('the delimiter of a file', () => {
  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    [';', 'a;b\n"1,5;x";2\n3,5;4\n1,1;2\n'],
    ['\t', 'a\tb, c\n1\t2\n3\t4, 5\n'],
    ['|', 'a|b|c\r\n1|2|3\r\n'],
    [',', 'alone\n1\n2\n'],
    [',', ''],
    [';', 'name;note\nann;"says ""a, b, c"", and more\nthan one line"\nben;5" pipe, long\n'],
    [',', 'a,b'],
  ])('is %j', (delimiter, text) => {
    expect(guessDelimiter(text)).toBe(delimiter);
  });
});
