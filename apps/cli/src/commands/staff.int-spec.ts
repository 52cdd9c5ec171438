import { connectClient } from '#platform';
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
      code: 2,
      err: expect.stringContaining('ben@example.com is not here') as string,
    });
  });

  it('refuses roles, scopes and addresses that there are not, naming those that there are', async () => {
    expect(await place.tool('people', 'add', 'ben@example.com', '--role', 'boss')).toEqual({
      code: 2,
      out: '',
      err: '--role is "boss": give one of admin, marketing, sales, service, leadership, analyst, reader.\n',
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
      code: 2,
      err: expect.stringContaining('website is no key in use') as string,
    });
  });

  it('lists the keys, and revokes one: for good, and what its webhook was signed with is gone', async () => {
    interface Line {
      readonly id: string;
      readonly name: string;
      readonly webhook: string | null;
      readonly signed: boolean | null;
      readonly revokedAt: string | null;
    }
    const lines = async () => (await place.json<{ keys: Line[] }>('keys', 'list')).keys;
    const secrets = async () => {
      const client = await connectClient(place.url, 'test');
      const { rows } = await client.query<{ key: string }>('select key from vault.webhook_secrets');
      await client.end();
      return rows.map(({ key }) => key);
    };
    const add = ['keys', 'add', 'support', '--scope', 'intake', '--webhook', 'zendesk', '--signing-secret-stdin'];
    const { id } = JSON.parse((await place.toolWith('s3cret', ...add, '--json')).out) as { id: string };
    const of = (all: readonly Line[]) => all.find((line) => line.id === id);
    expect(of(await lines())).toMatchObject({ name: 'support', webhook: 'zendesk', signed: true, revokedAt: null });
    const shown = await place.tool('keys', 'list');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^ID +NAME +SCOPES +WEBHOOK +ISSUED +LAST USED +STATE\n/);
    expect(shown.out).toMatch(new RegExp(`${id} +support +intake +zendesk +\\S+ +never +in use`));
    expect(shown.out).toMatch(/ billing +intake +stripe \(no secret\) /);
    expect(await secrets()).toContain(id);

    expect(await place.tool('keys', 'revoke', id, '--reason', 'leaked')).toEqual({
      code: 0,
      out: `The key ${id} is revoked: what sends with it is refused from now on.\n`,
      err: '',
    });
    expect(await secrets()).not.toContain(id);
    expect((await secrets()).length).toBeGreaterThan(0);
    expect(of(await lines())).toMatchObject({ webhook: null, signed: null, revokedAt: expect.any(String) as string });
    expect((await place.tool('export', 'events', '--opened')).out).toContain('"reason":"leaked"');
    expect(await place.tool('keys', 'revoke', id)).toEqual({
      code: 1,
      out: '',
      err: `The key ${id} is revoked already.\n`,
    });
    const none = '0192f0c1-0004-8000-8000-000000000004';
    expect(await place.tool('keys', 'revoke', none)).toEqual({
      code: 2,
      out: '',
      err: `There is no key ${none}: throughline keys list  names them.\n`,
    });
    expect(await place.tool('keys', 'revoke', 'web')).toMatchObject({
      code: 2,
      err: expect.stringContaining('web is no'),
    });
  });

  it('removes a person, once', async () => {
    await place.tool('people', 'add', 'cy@example.com', '--role', 'reader');
    expect(await place.tool('people', 'remove', 'Cy@example.com', '--reason', 'left')).toEqual({
      code: 0,
      out: 'Cy@example.com is removed: nothing they hold opens anything any more.\n',
      err: '',
    });
    for (const act of ['remove', 'link'])
      expect(await place.tool('people', act, 'cy@example.com')).toMatchObject({
        code: 2,
        err: expect.stringContaining('cy@example.com is not here') as string,
      });
    expect((await place.tool('export', 'events', '--opened')).out).toContain('"reason":"left"');
    expect((await place.tool('people', 'add', 'cy@example.com', '--role', 'reader')).code).toBe(0);
  });

  it('says errors as JSON too when asked for JSON', async () => {
    const said = await place.tool('people', 'add', 'x@example.com', '--role', 'boss', '--json');
    expect(JSON.parse(said.err)).toEqual({
      error: {
        code: 'person.role-unknown',
        message: '--role is "boss": give one of admin, marketing, sales, service, leadership, analyst, reader.',
      },
    });
  });

  it('adds people and keys where who works here cannot be read yet, as after a log was moved', async () => {
    const client = await connectClient(place.url, 'look');
    await client.query('ALTER VIEW read.staff_person RENAME TO not_yet; ALTER VIEW read.staff_key RENAME TO nor_yet');
    expect(await place.tool('people', 'add', 'di@example.com', '--role', 'reader')).toMatchObject({ code: 0, err: '' });
    expect(await place.tool('people', 'link', 'di@example.com')).toMatchObject({ code: 0, err: '' });
    expect(await place.tool('keys', 'add', 'later', '--scope', 'read')).toMatchObject({ code: 0, err: '' });
    await client.query('ALTER VIEW read.not_yet RENAME TO staff_person; ALTER VIEW read.nor_yet RENAME TO staff_key');
    await client.end();
  });
});
