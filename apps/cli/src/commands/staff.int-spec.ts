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

  it('says errors as JSON too when asked for JSON', async () => {
    const said = await place.tool('people', 'add', 'x@example.com', '--role', 'boss', '--json');
    expect(JSON.parse(said.err)).toEqual({
      error: { code: 'person.role-unknown', message: '--role is "boss": give one of admin, reader.' },
    });
  });
});
