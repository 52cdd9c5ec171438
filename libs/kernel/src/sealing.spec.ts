import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, CATEGORIES, commits, seal, SealBroken, unseal, type EventId, type NodeId } from './index.js';

const key = randomBytes(32);
const fields = fc.dictionary(fc.string(), fc.jsonValue());
const id = fc.uuid().map((uuid) => uuid as EventId);
const node = fc.uuid().map((uuid) => uuid as unknown as NodeId);
const category = fc.constantFrom(...CATEGORIES);

describe('sealing, whatever is sealed', () => {
  it('opens to what was sealed, and to nothing else', () => {
    fc.assert(
      fc.property(id, category, node, fields, (event, of, subject, said) => {
        const part = seal(event, of, subject, key, said);
        const plain = unseal(event, part, key);
        expect(canonicalJson((JSON.parse(plain) as { f: unknown }).f)).toBe(canonicalJson(said));
        expect(commits(part, plain)).toBe(true);
        expect(() => unseal(randomUUID() as EventId, part, key)).toThrow(SealBroken);
        expect(() => unseal(event, part, randomBytes(32))).toThrow(SealBroken);
      }),
    );
  });

  it('does not open as another category, another subject, or with any byte changed', () => {
    fc.assert(
      fc.property(id, fields, fc.nat(), fc.integer({ min: 1, max: 255 }), (event, said, at, change) => {
        const subject = randomUUID() as unknown as NodeId;
        const part = seal(event, 'content', subject, key, said);
        expect(() => unseal(event, ['trace', part[1], part[2], part[3]], key)).toThrow(SealBroken);
        const other = randomUUID() as unknown as NodeId;
        expect(() => unseal(event, [part[0], other, part[2], part[3]], key)).toThrow(SealBroken);
        const bytes = Buffer.from(part[2], 'base64url');
        bytes[at % bytes.length]! ^= change;
        expect(() => unseal(event, [part[0], subject, bytes.toString('base64url'), part[3]], key)).toThrow(SealBroken);
      }),
    );
  });

  it('never looks the same twice, and commits to each plaintext apart', () => {
    fc.assert(
      fc.property(id, fields, (event, said) => {
        const subject = randomUUID() as unknown as NodeId;
        const [one, two] = [seal(event, 'trace', subject, key, said), seal(event, 'trace', subject, key, said)];
        expect(one[2]).not.toBe(two[2]);
        expect(one[3]).not.toBe(two[3]);
        expect(commits(one, unseal(event, two, key))).toBe(false);
      }),
    );
  });
});
