import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { configurationHelp, configurationPage, readConfiguration, settings, StartFailure } from '#platform';

function refusal(environment: Record<string, string>): StartFailure {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof StartFailure) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

describe('the configuration', () => {
  it('has a default for everything but what it may do without', () => {
    const configuration = readConfiguration({ PATH: '/bin', SHELL: 'sh' });
    expect(configuration).toMatchObject({ port: 3000, host: '127.0.0.1', zone: 'UTC', logLevel: 'info' });
    expect(configuration.home).toBe(resolve('.throughline'));
    expect(configuration.databaseUrl).toBeUndefined();
    expect(configuration.trustedProxies).toEqual([]);
  });

  it('reads what is given', () => {
    const configuration = readConfiguration({
      PORT: '8080',
      THROUGHLINE_ZONE: 'Asia/Jakarta',
      THROUGHLINE_REGION: 'id',
      THROUGHLINE_TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1, fd00::/8',
      THROUGHLINE_PUBLIC_URL: 'https://crm.example.com/',
      THROUGHLINE_MASTER_KEY: 'ab'.repeat(32),
      THROUGHLINE_LOG_LEVEL: '',
    });
    expect(configuration).toMatchObject({
      port: 8080,
      zone: 'Asia/Jakarta',
      region: 'ID',
      publicUrl: 'https://crm.example.com',
      trustedProxies: ['10.0.0.0/8', '127.0.0.1', 'fd00::/8'],
      logLevel: 'info',
    });
    expect(configuration.masterKey).toEqual(Buffer.alloc(32, 0xab));
  });

  it.each([
    ['PORT', '80 80', 'PORT is "80 80": give a whole number, 0 to 65535.'],
    ['PORT', '70000', 'PORT is "70000": give a whole number, 0 to 65535.'],
    ['THROUGHLINE_ZONE', 'Mars/Base', 'THROUGHLINE_ZONE is "Mars/Base": give an IANA name'],
    ['THROUGHLINE_REGION', 'Java', 'THROUGHLINE_REGION is "Java": give the two letters of a country'],
    ['THROUGHLINE_ZONE', '+07:00', 'THROUGHLINE_ZONE is "+07:00": give an IANA name'],
    ['THROUGHLINE_ZONE', '-0300', 'THROUGHLINE_ZONE is "-0300": give an IANA name'],
    [
      'THROUGHLINE_TRUSTED_PROXIES',
      'abc',
      'THROUGHLINE_TRUSTED_PROXIES is "abc": abc is neither an address nor a range',
    ],
    ['THROUGHLINE_TRUSTED_PROXIES', '10.0.0.0/33', '10.0.0.0/33 is neither an address nor a range'],
    ['THROUGHLINE_TRUSTED_PROXIES', '0.0.0.0/0', '0.0.0.0/0 is neither an address nor a range'],
    ['THROUGHLINE_TRUSTED_PROXIES', '::1, ::1/', '::1/ is neither an address nor a range'],
    ['THROUGHLINE_LOG_LEVEL', 'loud', 'THROUGHLINE_LOG_LEVEL is "loud": give one of fatal, error'],
    ['THROUGHLINE_PUBLIC_URL', 'example', 'THROUGHLINE_PUBLIC_URL is "example": give an address'],
  ])('refuses %s=%s with name, value and remedy', (name, value, line) => {
    const failure = refusal({ [name]: value });
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain(line);
  });

  it.each([
    ['DATABASE_URL', 'mysql://me:hunter2@db/x'],
    ['THROUGHLINE_ID_SECRET', 'hunter2'],
    ['THROUGHLINE_MASTER_KEY', 'hunter2'],
    ['THROUGHLINE_MASTERKEY', 'hunter2'],
  ])('never shows the value of the secret %s', (name, value) => {
    const { message } = refusal({ [name]: value });
    expect(message).toContain(`${name} is (not shown)`);
    expect(message).not.toContain('hunter2');
  });

  it('refuses an unknown THROUGHLINE_ variable and says which one was probably meant', () => {
    expect(refusal({ THROUGHLINE_ZONES: 'UTC' }).message).toBe(
      'THROUGHLINE_ZONES is "UTC": there is no such setting; did you mean THROUGHLINE_ZONE?',
    );
    expect(refusal({ THROUGHLINE_COLOUR: 'red' }).message).toContain('--help lists every setting');
  });

  it('says everything that is wrong at once, one line each', () => {
    expect(refusal({ PORT: 'x', THROUGHLINE_ZONE: 'y', THROUGHLINE_HUE: 'z' }).message.split('\n')).toHaveLength(3);
  });

  describe('of a secret in a file', () => {
    let folder: string;
    const file = (text: string): string => {
      const path = join(folder, 'secret');
      writeFileSync(path, text);
      return path;
    };

    beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'throughline-secrets-'))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(['', '\n', '\r\n'])('reads it, without the line’s end %j', (end) => {
      const { databaseUrl, masterKey } = readConfiguration({
        DATABASE_URL_FILE: file(`postgres://me:pass word@db/x${end}`),
      });
      expect(databaseUrl).toBe('postgres://me:pass word@db/x');
      expect(masterKey).toBeUndefined();
    });

    it('cuts off one line’s end, not two', () => {
      expect(readConfiguration({ DATABASE_URL_FILE: file('postgres://db/x\n\n') }).databaseUrl).toBe(
        'postgres://db/x\n',
      );
    });

    it('refuses what is given twice, and what cannot be read, by name', () => {
      const path = file('ab'.repeat(32));
      expect(refusal({ THROUGHLINE_MASTER_KEY: 'cd'.repeat(32), THROUGHLINE_MASTER_KEY_FILE: path }).message).toBe(
        'THROUGHLINE_MASTER_KEY and THROUGHLINE_MASTER_KEY_FILE are both set: leave one of them out.',
      );
      const missing = refusal({ THROUGHLINE_ID_SECRET_FILE: '/nowhere/id' });
      expect(missing.exitCode).toBe(2);
      expect(missing.message).toBe(
        'THROUGHLINE_ID_SECRET_FILE is "/nowhere/id": there is no such file; give the path of a file with the value.',
      );
      expect(refusal({ DATABASE_URL_FILE: folder }).message).toContain('it is a directory');
      expect(refusal({ DATABASE_URL_FILE: file('\n') }).message).toContain('the file is empty');
    });

    it('never shows what is in it, and knows no file of what is no secret', () => {
      const { message } = refusal({ THROUGHLINE_MASTER_KEY_FILE: file('hunter2') });
      expect(message).toContain('THROUGHLINE_MASTER_KEY is (not shown)');
      expect(message).not.toContain('hunter2');
      expect(refusal({ THROUGHLINE_ZONE_FILE: file('UTC') }).message).toContain('there is no such setting');
    });
  });

  it('is described whole in the help and in docs/configuration.md', () => {
    const help = configurationHelp();
    for (const setting of Object.values(settings)) expect(help).toContain(setting.variable);
    const page = readFileSync(resolve(__dirname, '../../../../docs/configuration.md'), 'utf8');
    expect(page).toBe(configurationPage());
  });
});
