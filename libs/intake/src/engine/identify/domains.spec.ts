import { createHash } from 'node:crypto';
import { companyOfEmail, companyOfSite, normaliseDomain } from './domains.js';
import { FREE_MAIL, isFreeMail } from './free-mail.js';

// Never change a line here: ids are computed from the right-hand side.
describe('domains are frozen', () => {
  it.each([
    ['acme.com', 'acme.com'],
    [' ACME.Com. ', 'acme.com'],
    ['eu.acme.co.uk', 'eu.acme.co.uk'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['例え.jp', 'xn--r8jz45g.jp'],
    ['фирма.рф', 'xn--80apmps.xn--p1ai'],
    ['a_b.acme.com', 'a_b.acme.com'],
    ['acme', null],
    ['10.0.0.1', null],
    ['[10.0.0.1]', null],
    ['acme.local', null],
    ['acme.invalid', null],
    ['-acme.com', null],
    ['acme..com', null],
    ['', null],
    [`${'a'.repeat(64)}.com`, null],
  ])('domain %j', (stated, normalised) => expect(normaliseDomain(stated)).toBe(normalised));

  it.each([
    ['ann@acme.com', 'acme.com'],
    ['ann@mail.acme.com', 'mail.acme.com'],
    ['info@example.com', 'example.com'],
    ['ann@gmail.com', null],
    ['ann@eu.gmail.com', null],
    ['ann@qq.com', null],
    ['ann@web.de', null],
    ['ann@orange.fr', null],
    ['ann@yopmail.com', null],
    ['ann@notgmail.com', 'notgmail.com'],
    ['ann@mail.example', null],
    ['ann@localhost', null],
  ])('email %j', (email, domain) => expect(companyOfEmail(email)).toBe(domain));

  it.each([
    ['acme.com', 'acme.com'],
    ['https://www.Acme.com/about?x=1#y', 'acme.com'],
    ['http://user:secret@shop.acme.com:8080', 'shop.acme.com'],
    ['www.bücher.example', 'xn--bcher-kva.example'],
    ['https://www.facebook.com/acme', null],
    ['acme.wordpress.com', null],
    ['gmail.com', null],
    ['our site', null],
    ['', null],
  ])('website %j', (site, domain) => expect(companyOfSite(site)).toBe(domain));

  it('know so many that give mail to everybody, none twice', () => {
    expect(new Set(FREE_MAIL).size).toBe(FREE_MAIL.length);
    expect([FREE_MAIL.length, createHash('sha256').update(FREE_MAIL.join(' ')).digest('hex').slice(0, 16)]).toEqual([
      250,
      '4f9f3b6f3ab89e77',
    ]);
    expect(['', 'com', 'co.uk', 'yahoo'].some(isFreeMail)).toBe(false);
  });
});
