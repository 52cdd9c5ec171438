import fc from 'fast-check';
import { canonicalBytes, canonicalJson } from './canonical-json.js';
import { JsonWriter } from './json-writer.js';

describe('what a JSON writer writes', () => {
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }));

  it('is what JSON.stringify writes, and its bytes are its text, whatever the characters and however long', () => {
    const writer = new JsonWriter(1);
    fc.assert(
      fc.property(fc.array(words), fc.jsonValue(), (texts, value) => {
        writer.reset().raw('[').value(value);
        for (const text of texts) writer.raw(',').quoted(text);
        writer.raw(']');
        expect(writer.text).toBe(JSON.stringify([value, ...texts]));
        expect(writer.bytes).toEqual(Buffer.from(writer.text));
        expect(writer.written).toBe(writer.bytes.length);
      }),
    );
  });

  it('stays right once a text was larger than what is kept', () => {
    const writer = new JsonWriter();
    const long = '—'.repeat(500_000);
    expect(writer.reset().quoted(long).text).toBe(JSON.stringify(long));
    expect(writer.reset().quoted('short').text).toBe('"short"');
  });

  it('is canonical for objects of more forms than are remembered', () => {
    for (let form = 0; form < 10_000; form++) {
      const object = { [`z${form}`]: 1, [`a${form}`]: 2, [`m${form % 7}`]: undefined };
      expect(canonicalJson(object)).toBe(`{"a${form}":2,"z${form}":1}`);
    }
  });

  it('leaves out of the outermost object what is apart', () => {
    expect(canonicalBytes({ b: { a: 1 }, a: 2, c: 'ü' }, new Set(['a']))).toEqual(Buffer.from('{"b":{"a":1},"c":"ü"}'));
  });
});
