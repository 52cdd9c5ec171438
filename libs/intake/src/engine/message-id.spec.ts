import { randomBytes } from 'node:crypto';
import { makeIds } from '#kernel';
import { messageIdInLog } from './message-id.js';

const ids = makeIds(randomBytes(32));
const logged = (stated: string): string => messageIdInLog(stated, ids);

describe('a message id in the log', () => {
  it.each(['m-1', '0192f0c1-1111-8000-8000-000000000001', 'spring/ann/opened', '1767225600000', 'a+b'])(
    'is the source’s own: %s',
    (stated) => expect(logged(stated)).toBe(stated),
  );

  it.each([
    'spring/ann@example.com',
    'ann%40example.com',
    'Click//https://x.example/reset?token=abc',
    'call/+4930901820',
  ])('is a fingerprint where it says who somebody is: %s', (stated) => {
    expect(logged(stated)).toMatch(/^private:[0-9a-f-]{36}$/);
    expect(logged(stated)).toBe(logged(stated));
    expect(logged(logged(stated))).toBe(logged(stated));
    expect(messageIdInLog(stated, makeIds(randomBytes(32)))).not.toBe(logged(stated));
  });
});
