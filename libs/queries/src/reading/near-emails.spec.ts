import { nearEmails } from './near-emails.js';

describe('addresses that may be one person’s', () => {
  it.each([
    ['ann.lee@example.com', 'AnnLee@example.com', true],
    ['ann+news@example.com', 'ann@example.com', true],
    ['ann@gmail.com', 'ann@gmial.com', true],
    ['ann@gmail.com', 'ann@gmai.com', true],
    ['ann@gmail.com', 'ann@gmaill.com', true],
    ['ann@gmail.com', 'ann@gmaik.com', true],
    ['ann@gmail.com', 'ben@gmail.com', false],
    ['ann@gmail.com', 'ann@hotmail.com', false],
    ['ann@acme.com', 'ann@acem.co', false],
    ['+x@acme.com', '+y@acme.com', false],
  ])('%s and %s: %s', (x, y, near) => {
    expect(nearEmails(x, y)).toBe(near);
    expect(nearEmails(y, x)).toBe(near);
  });
});
