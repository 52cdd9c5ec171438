import { workplace, type Workplace } from '../testing/tool.js';

describe('people and keys, before anybody signed in', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.close());

  it('adds a person and prints a one-time link', async () => {
    const said = await place.tool('people', 'add', 'ann@example.com', '--role', 'admin', '--name', 'Ann');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(
      /^ann@example\.com may sign in as admin, once, within 24 hours, with:\nhttp:\/\/127\.0\.0\.1:3000\/sign-in\?token=\S+\n$/,
    );
  });

  it('says so when the person is here, and sends a new link when asked', async () => {
    expect(await place.tool('people', 'add', 'Ann@Example.com ', '--role', 'reader')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is here already: send a new link with  throughline people link') as string,
    });
    const { link } = await place.json<{ link: string }>('people', 'link', 'ann@example.com');
    expect(link).toContain('/sign-in?token=');
    expect(await place.tool('people', 'link', 'ben@example.com')).toMatchObject({
      code: 1,
      err: expect.stringContaining('ben@example.com is not here') as string,
    });
  });

  it('refuses roles, scopes and addresses that there are not, naming those that there are', async () => {
    expect(await place.tool('people', 'add', 'ben@example.com', '--role', 'boss')).toEqual({
      code: 2,
      out: '',
      err: '--role is "boss": give one of admin, reader.\n',
    });
    expect(await place.tool('people', 'add', 'ben', '--role', 'admin')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not an email address') as string,
    });
    expect(await place.tool('keys', 'add', 'web', '--scope', 'everything')).toEqual({
      code: 2,
      out: '',
      err: '--scope is everything: known are intake, read.\n',
    });
  });

  it('issues a key and shows it once', async () => {
    const issued = await place.json<{ key: string; scopes: string[] }>(
      'keys',
      'add',
      'web',
      '--scope',
      'intake',
      'read',
    );
    expect(issued.scopes).toEqual(['intake', 'read']);
    const exported = await place.tool('export', 'events', '--opened');
    expect(exported.out).toContain('"type":"key-issued"');
    expect(exported.out).not.toContain(issued.key);
  });

  it('issues the key of a webhook with its address, and keeps what its source signs with', async () => {
    const add = ['keys', 'add', 'billing', '--scope', 'intake', '--webhook', 'stripe'];
    const first = await place.json<{ id: string; key: string; address: string; signed: boolean }>(...add);
    expect(first.signed).toBe(false);
    expect(first.address).toBe(`http://127.0.0.1:3000/webhooks/stripe/${first.key}`);
    const told = await place.tool(...add);
    expect(told.out).toContain('--webhook stripe --signing-secret-stdin');
    const set = await place.toolWith(
      'whsec_1\n',
      'keys',
      'secret',
      first.id,
      '--webhook',
      'stripe',
      '--signing-secret-stdin',
    );
    expect(set).toEqual({ code: 0, out: `The key ${first.id} is for the webhook of stripe alone.\n`, err: '' });
    const signed = await place.toolWith('whsec_2', ...add, '--signing-secret-stdin', '--json');
    expect(JSON.parse(signed.out)).toMatchObject({ webhook: 'stripe', signed: true });
    expect(set.out + signed.out + (await place.tool('export', 'events', '--opened')).out).not.toContain('whsec');
  });

  it('says what is wrong with a webhook, its scope, its secret or its key', async () => {
    const add = (...more: string[]) => place.toolWith('none', 'keys', 'add', 'x', '--scope', ...more);
    expect(await add('intake', '--webhook', 'fax')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/"fax" is none.*known are calendly, hubspot/) as string,
    });
    expect(await add('read', '--webhook', 'stripe')).toMatchObject({
      code: 2,
      err: expect.stringContaining('give it the scope intake alone') as string,
    });
    expect(await add('intake', '--webhook', 'sendgrid', '--signing-secret-stdin')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no public key over P-256') as string,
    });
    expect(await add('intake', '--signing-secret-stdin')).toMatchObject({
      code: 2,
      err: expect.stringContaining('name it with --webhook') as string,
    });
    expect(await place.tool('keys', 'secret', 'website', '--webhook', 'stripe')).toMatchObject({
      code: 1,
      err: expect.stringContaining('website is no key in use') as string,
    });
  });

  it('says errors as JSON too when asked for JSON', async () => {
    const said = await place.tool('people', 'add', 'x@example.com', '--role', 'boss', '--json');
    expect(JSON.parse(said.err)).toEqual({
      error: { code: 'person.role-unknown', message: '--role is "boss": give one of admin, reader.' },
    });
  });
});
