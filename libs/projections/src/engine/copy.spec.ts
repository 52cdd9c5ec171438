import fc from 'fast-check';
import { columnWriter, instantText } from './copy.js';

describe('what COPY reads', () => {
  it('has instants as they are usually written', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(instantText(date.getTime())).toBe(date.toISOString());
      }),
    );
  });

  it('has instants before 1970, at the ends of days and of years beyond 9999 as well', () => {
    for (const at of [-1, 0, 86_399_999, 86_400_000, -86_400_000, -62_167_219_200_001, 253_402_300_800_000])
      expect(instantText(at)).toBe(new Date(at).toISOString());
  });

  it('knows no instant beyond what a date can be', () => {
    expect(instantText(8_640_000_000_000_000)).toBe(new Date(8_640_000_000_000_000).toISOString());
    expect(() => instantText(8_640_000_000_000_001)).toThrow(RangeError);
    expect(() => instantText(-Infinity)).toThrow(RangeError);
    expect(() => instantText(NaN)).toThrow(RangeError);
  });

  it('keeps separators out of texts', () => {
    expect(columnWriter({ type: 'text' })('a\tb\nc\\d\r')).toBe('a\\tb\\nc\\\\d\\r');
    expect(columnWriter({ type: 'text' })(undefined)).toBe('\\N');
  });
});
