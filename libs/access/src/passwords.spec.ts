import { checkPassword, hashPassword, verifyPassword } from './passwords.js';
import { csrfToken, linkToken, newKey, randomSecret, readLinkToken, sameText, secretHash } from './secrets.js';

describe('passwords', () => {
  it('are kept as Argon2id hashes that differ each time', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one, 'correct horse')).toBe(true);
    expect(await verifyPassword(one, 'correct hors')).toBe(false);
  });

  it('are the same however their characters are composed', async () => {
    expect(await verifyPassword(await hashPassword('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true);
  });

  it('never fit where none is stored, not even the one compared with instead', async () => {
    expect(await verifyPassword(null, 'nobody has this password')).toBe(false);
  });

  it('have ten characters at least', () => {
    expect(() => checkPassword('123456789')).toThrow('password: must have 10 to 1024 characters');
    expect(() => checkPassword('1234567890')).not.toThrow();
  });
});

describe('secrets', () => {
  it('have 256 bits and are stored as hashes', () => {
    expect(Buffer.from(randomSecret(), 'base64url')).toHaveLength(32);
    expect(newKey()).toMatch(/^tl_[\w-]{43}$/);
    expect(secretHash('x')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of links name whom they are for, and nothing else reads as one', () => {
    const person = '0192f0c1-1111-8000-8000-000000000001';
    const secret = randomSecret();
    expect(readLinkToken(linkToken(person, secret))).toEqual({ person, secret });
    for (const token of ['', person, `${person}.`, `${person}.${secret}x`, `x.${secret}`])
      expect(readLinkToken(token)).toBeNull();
  });

  it('derive the token of a session', () => {
    expect(csrfToken('a')).toBe(csrfToken('a'));
    expect(csrfToken('a')).not.toBe(csrfToken('b'));
    expect([sameText('a', 'a'), sameText('a', 'b'), sameText('a', 'aa')]).toEqual([true, false, false]);
  });
});
