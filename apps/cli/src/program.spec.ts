import { CommanderError } from 'commander';
import { commandLine, type Asked } from './program.js';

async function parse(...argv: string[]): Promise<Asked> {
  const asked: Asked[] = [];
  const help = { version: '1.2.3', settings: 'PORT' };
  const program = commandLine(async (one) => void asked.push(one), help, argv.includes('--json'));
  await program.parseAsync(argv, { from: 'user' });
  expect(asked).toHaveLength(1);
  return asked[0]!;
}

async function refusal(...argv: string[]): Promise<string> {
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  try {
    await parse(...argv);
  } catch (error) {
    if (error instanceof CommanderError) return said.join('');
    throw error;
  } finally {
    write.mockRestore();
  }
  throw new Error(`${argv.join(' ')} was accepted`);
}

describe('the command line', () => {
  it('reads commands with their arguments and options', async () => {
    expect(await parse('people', 'add', 'ann@example.com', '--role', 'admin')).toEqual({
      command: 'people add',
      args: ['ann@example.com'],
      options: { role: 'admin' },
    });
    expect(await parse('keys', 'add', 'web', '--scope', 'intake', 'read')).toMatchObject({
      command: 'keys add',
      args: ['web'],
      options: { scope: ['intake', 'read'] },
    });
    expect(await parse('rebuild', 'contacts')).toMatchObject({ command: 'rebuild', args: ['contacts'], options: {} });
    expect(await parse('rebuild', '--all')).toMatchObject({ command: 'rebuild', args: [], options: { all: true } });
    expect(await parse('dead-letters')).toMatchObject({ command: 'dead-letters', args: [] });
    expect(await parse('dead-letters', 'contacts')).toMatchObject({ command: 'dead-letters', args: ['contacts'] });
    expect(await parse('dead-letters', 'retry', 'contacts')).toMatchObject({
      command: 'dead-letters retry',
      args: ['contacts'],
    });
    expect(await parse('export', 'events', '--out', 'f', '--after', '12')).toMatchObject({
      command: 'export events',
      options: { out: 'f', after: 12 },
    });
  });

  it('takes --json before or after the command', async () => {
    expect((await parse('--json', 'status')).options).toMatchObject({ json: true });
    expect((await parse('status', '--json', '--show-secrets')).options).toMatchObject({
      json: true,
      showSecrets: true,
    });
  });

  it('reads numbers, instants and addresses, with defaults', async () => {
    const { options } = await parse('simulate', '--touches', '1_000_000', '--until', '2026-03-01T00:00:00Z', '--live');
    expect(options).toMatchObject({ touches: 1_000_000, seed: 1, until: Date.UTC(2026, 2, 1), days: 730, live: true });
    expect((await parse('simulate', '--url', 'http://127.0.0.1:3000/')).options).toMatchObject({
      url: 'http://127.0.0.1:3000',
    });
  });

  it.each([
    [['simulate', '--touches', '5'], "option '--touches <count>' argument '5' is invalid. Give a whole number, 100 to"],
    [['simulate', '--until', 'soon'], 'Give an instant such as'],
    [['simulate', '--url', 'here'], 'Give an address such as'],
    [['people', 'add', 'a@b'], "required option '--role <role>' not specified"],
    [['people', 'add', '', '--role', 'admin'], 'must not be empty'],
    [['imports', 'undo', 'abc', '--reason', ''], 'must not be empty'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['status', '--frob'], "unknown option '--frob'"],
    [['backup'], "missing required argument 'file'"],
  ])('refuses %j in one line', async (argv, line) => {
    const said = await refusal(...argv);
    expect(said).toContain(line);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    [['frob', '--json'], "unknown command 'frob'"],
    [['--json', 'statu'], "unknown command 'statu' (Did you mean status?)"],
    [['status', '--frob', '--json'], "unknown option '--frob'"],
    [['backup', '--json'], "missing required argument 'file'"],
  ])('refuses %j as JSON, in one line', async (argv, line) => {
    const said = await refusal(...argv);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(said)).toEqual({
      error: { code: 'usage.wrong', message: expect.stringContaining(line) as string },
    });
  });

  it('describes every command and the settings in its help', () => {
    const help: string[] = [];
    const program = commandLine(async () => undefined, { version: '1', settings: '  PORT' });
    program.configureOutput({ writeOut: (text) => void help.push(text) });
    program.outputHelp();
    const text = help.join('');
    for (const name of [
      'start',
      'people',
      'keys',
      'simulate',
      'rebuild',
      'projections',
      'dead-letters',
      'export',
      'backup',
      'restore',
      'verify',
      'reconcile',
      'status',
      'doctor',
    ])
      expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(text).toContain('Settings (environment):\n  PORT');
  });
});
