import { Command, InvalidArgumentError, Option } from 'commander';

/** What the command line asks for: a command's name, its arguments, its options. */
export interface Asked {
  readonly command: CommandName;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export type CommandName =
  | 'start'
  | 'people add'
  | 'people link'
  | 'people remove'
  | 'keys add'
  | 'keys secret'
  | 'keys list'
  | 'keys revoke'
  | 'simulate'
  | 'rebuild'
  | 'projections'
  | 'dead-letters'
  | 'dead-letters retry'
  | 'quarantine list'
  | 'quarantine show'
  | 'quarantine retry'
  | 'quarantine discard'
  | 'kpi'
  | 'kpi define'
  | 'ledger'
  | 'import'
  | 'imports'
  | 'imports undo'
  | 'export events'
  | 'export contacts'
  | 'backup'
  | 'restore'
  | 'verify'
  | 'reconcile'
  | 'migrate-log'
  | 'status'
  | 'doctor';

/** What the help needs that takes time to load. */
export interface HelpTexts {
  readonly version: string;
  readonly settings: string;
}

/**
 * The command line, whole: what may be written and what it means. `carryOut` is called with what was asked for.
 * Knows no engine, so that help and mistakes are answered at once; with `json` mistakes are JSON, as other errors are.
 */
export function commandLine(carryOut: (asked: Asked) => Promise<void>, help: HelpTexts, json = false): Command {
  const program = new Command('throughline')
    .description("The operator's commands of Throughline.")
    .version(help.version, '--version', 'print the release')
    .option('--json', 'print one JSON object instead of lines for people')
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        const what = text
          .trim()
          .replace(/^error: /, '')
          .replaceAll(/\s*\n\s*/g, ' ');
        const message = `${what} (--help says what may be written)`;
        write(json ? `${JSON.stringify({ error: { code: 'usage.wrong', message } })}\n` : `${message}\n`);
      },
    })
    .addHelpText('after', `\nSettings (environment):\n${help.settings}\n`)
    .addHelpText('after', 'Exit codes: 0 done, 1 failed or something found wrong, 2 wrong usage or input.');
  const asks = (command: Command, name: CommandName): Command =>
    command.action(() =>
      carryOut({ command: name, args: command.processedArgs.filter(isText), options: command.optsWithGlobals() }),
    );

  asks(program.command('start').description('start API, web and projector in this process'), 'start');
  people(program, asks);
  asks(
    program
      .command('simulate')
      .description('make a company’s history from a seed and record it')
      .option('--touches <count>', 'how many different touches, 100 to 10000000', wholeNumber(100, 10_000_000), 1_000)
      .option('--seed <number>', 'the same seed makes the same history', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
      .option(
        '--until <instant>',
        'when the history ends, such as 2026-03-01T00:00:00Z (default: the last full hour)',
        instant,
      )
      .option('--days <count>', 'how long the history is', wholeNumber(2, 10_000), 730)
      .option('--source <name>', 'the source the messages are recorded under', 'simulation')
      .option('--live', 'record as if it happened now (origin live): reactions answer it')
      .option('--rate <count>', 'at most so many messages a second', wholeNumber(1, 1_000_000))
      .option('--url <address>', 'send over HTTP to a running instance instead', address)
      .option('--key <key>', 'the key to send with, scope intake')
      .option('--figures <file>', 'write the expected figures there, as JSON')
      .option('--contacts <file>', 'write every expected contact there, one JSON object a line')
      .option('--touches-only', 'no deals, tickets, subscriptions and staff')
      .option('--dry-run', 'generate and count only'),
    'simulate',
  );
  projections(program, asks);
  intake(program, asks);
  importing(program, asks);
  exporting(program, asks);
  keeping(program, asks);
  figures(program, asks);
  asks(
    program
      .command('status')
      .description('versions, address, data directory, database, how far the read models are')
      .option('--show-secrets', 'show the password of the database connection'),
    'status',
  );
  asks(program.command('doctor').description('look whether this machine has what Throughline needs'), 'doctor');
  return program;
}

type Asks = (command: Command, name: CommandName) => Command;

function people(program: Command, asks: Asks): void {
  const staff = program.command('people').description('people who may sign in');
  asks(
    staff
      .command('add')
      .description('add a person and print their one-time sign-in link; works before the first sign-in')
      .argument('<email>', 'their address', notEmpty)
      .requiredOption('--role <role>', 'admin, marketing, sales, service, leadership, analyst or reader')
      .option('--name <name>', 'how they are called'),
    'people add',
  );
  asks(
    staff
      .command('link')
      .description('print a new one-time sign-in link for somebody who is here already')
      .argument('<email>', 'their address', notEmpty),
    'people link',
  );
  asks(
    staff
      .command('remove')
      .description('remove a person: nothing they hold opens anything from then on')
      .argument('<email>', 'their address', notEmpty)
      .option('--reason <text>', 'why'),
    'people remove',
  );
  const keys = program.command('keys').description('keys of sources');
  const signed = (command: Command): Command =>
    command.option('--signing-secret-stdin', 'read what the webhook’s source signs with from standard input');
  asks(
    signed(
      keys
        .command('add')
        .description('issue a key and print it, once; works before the first sign-in')
        .argument('<name>', 'the source that uses it, such as website', notEmpty)
        .requiredOption('--scope <scope...>', 'what it may: intake, read')
        .option('--webhook <webhook>', 'make it the key of a webhook, such as stripe, and print its address'),
    ),
    'keys add',
  );
  asks(
    signed(
      keys
        .command('secret')
        .description('set what the source of a key’s webhook signs with')
        .argument('<key-id>', 'the id of the key, as `keys list` says it', notEmpty)
        .requiredOption('--webhook <webhook>', 'the webhook the key is for, such as stripe'),
    ),
    'keys secret',
  );
  asks(
    keys.command('list').description('every key ever issued: what it may, its webhook, when it was used'),
    'keys list',
  );
  asks(
    keys
      .command('revoke')
      .description('end a key for good, and forget what its webhook was signed with')
      .argument('<key-id>', 'the id of the key, as `keys list` says it', notEmpty)
      .option('--reason <text>', 'why'),
    'keys revoke',
  );
}

function projections(program: Command, asks: Asks): void {
  asks(
    program
      .command('rebuild')
      .description('build read models anew beside the live ones, then swap')
      .argument('[name]', 'the read model')
      .option('--all', 'all of them'),
    'rebuild',
  );
  asks(program.command('projections').description('read models: versions, lag, dead letters'), 'projections');
  const letters = program.command('dead-letters').description('events that a read model could not read');
  asks(letters.argument('[projection]', 'of this read model only'), 'dead-letters');
  asks(
    letters
      .command('retry')
      .description('read them again, after what was wrong is mended: builds the read model anew')
      .argument('<projection>', 'the read model'),
    'dead-letters retry',
  );
}

function intake(program: Command, asks: Asks): void {
  const quarantine = program.command('quarantine').description('messages that could not become events');
  const filtered = (command: Command): Command =>
    command
      .option('--source <name>', 'of this source only')
      .option('--reason <reason>', 'set aside for this reason only');
  asks(
    filtered(quarantine.command('list').description('those that wait, newest first')).option(
      '--limit <count>',
      'at most so many',
      wholeNumber(1, 10_000),
      100,
    ),
    'quarantine list',
  );
  asks(
    quarantine
      .command('show')
      .description('one of them, in clear, with what is wrong')
      .argument('<id>', 'its id', notEmpty),
    'quarantine show',
  );
  asks(
    filtered(
      quarantine
        .command('retry')
        .description('bring them in again as they are, after what was wrong is mended')
        .argument('[id]', 'only this one'),
    ).option('--connector <name>', 'what reads those that came in a way that was not noted, such as segment'),
    'quarantine retry',
  );
  asks(
    quarantine
      .command('discard')
      .description('say that a message will never become an event')
      .argument('<id>', 'its id', notEmpty)
      .requiredOption('--because <reason>', 'why', notEmpty),
    'quarantine discard',
  );
  asks(
    program
      .command('ledger')
      .description('what came in by source and day, what became of it, and whether it adds up')
      .option('--from <day>', 'from this day on (default: the last seven)')
      .option('--to <day>', 'up to this day (default: today)')
      .option('--source <name>', 'of this source only'),
    'ledger',
  );
}

function importing(program: Command, asks: Asks): void {
  asks(
    program
      .command('import')
      .description(
        'bring in a CSV file, or all events of another installation; the same command again goes on after an interruption, and repeats nothing',
      )
      .argument('<file>', 'the file, gzipped or not', notEmpty)
      .optionsGroup('A CSV file:')
      .option('--mapping <file>', 'what its columns mean, a YAML document')
      .option('--dry-run', 'record nothing: show the first rows as events, and count')
      .option('--source <name>', 'the source the messages are recorded under, instead of the mapping’s')
      .option('--name <name>', 'how the import is called; the file’s name if missing')
      .option('--refused <file>', 'where rows go that are refused; beside the file if missing')
      .optionsGroup('Events of another installation, into an empty one that has its secrets:')
      .addOption(
        new Option('--events', 'the file is what `export events` wrote').conflicts([
          'mapping',
          'dryRun',
          'source',
          'name',
          'refused',
        ]),
      )
      .option('--keys <file>', 'the keys of personal data, as `export events --keys` wrote them'),
    'import',
  );
  const imports = program.command('imports').description('files that were brought in');
  asks(imports, 'imports');
  asks(
    imports
      .command('undo')
      .description('take back all of an import; the corrected file can be imported afterwards')
      .argument('<id>', 'the import, or the beginning of its id', notEmpty)
      .requiredOption('--reason <text>', 'why', notEmpty),
    'imports undo',
  );
}

function exporting(program: Command, asks: Asks): void {
  const exports = program.command('export').description('write what is recorded to a file or to standard output');
  asks(
    exports
      .command('events')
      .description('every event, one JSON object a line, in log order')
      .option('--out <file>', 'where to, gzipped where the name ends in .gz; standard output if missing')
      .option('--force', 'write over a file that is there')
      .option('--opened', 'with personal fields in clear, in "payload"')
      .addOption(
        new Option(
          '--keys <file>',
          'write the keys of personal data there, for `import --events`; only with the master key do they open',
        ).conflicts(['opened', 'after']),
      )
      .option('--after <position>', 'only events after this position', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0),
    'export events',
  );
  asks(
    exports
      .command('contacts')
      .description('every contact as it is now, as CSV')
      .option('--out <file>', 'where to; standard output if missing')
      .option('--force', 'write over a file that is there'),
    'export contacts',
  );
}

function keeping(program: Command, asks: Asks): void {
  asks(
    program
      .command('backup')
      .description('write log, vault and secrets to a file; read models are left out: they are built anew')
      .argument('<file>', 'where to', notEmpty)
      .option('--without-secrets', 'leave the secrets out: they are needed to restore')
      .option('--force', 'write over a file that is there'),
    'backup',
  );
  asks(
    program
      .command('restore')
      .description('bring a backup into an empty installation')
      .argument('<file>', 'the backup', notEmpty),
    'restore',
  );
  asks(
    program
      .command('verify')
      .description('read the whole log again: ids, positions, commitments, checkpoints, and rebuilt against live')
      .option('--quick', 'without building the read models anew'),
    'verify',
  );
  asks(
    program
      .command('reconcile')
      .description('after an older copy of the log was restored: build anew what does not belong to it'),
    'reconcile',
  );
  asks(
    program
      .command('migrate-log')
      .description('move all events as they are to another log; the same command again goes on after an interruption')
      .requiredOption(
        '--from <log>',
        'postgres: of this installation’s database; postgres://…, a file of events',
        notEmpty,
      )
      .requiredOption('--to <log>', 'the same; one that is empty, or holds the beginning of the other', notEmpty)
      .option('--follow', 'go on with what is recorded meanwhile, until Ctrl-C')
      .addOption(
        new Option('--until-quiet <seconds>', 'with --follow: to its end, once nothing was recorded for so long')
          .argParser(wholeNumber(1, 86_400))
          .implies({ follow: true }),
      )
      .option('--verify', 'then compare both logs event by event, and the read models built from the new one'),
    'migrate-log',
  );
}

function figures(program: Command, asks: Asks): void {
  const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  const kpi = program.command('kpi');
  asks(
    kpi
      .description(
        'a figure of any period, as of any date and as it was known on any date; without a name, all there are',
      )
      .argument('[name]', 'the figure, such as open-rate')
      .option('--from <moment>', 'from this day or instant on (default: the beginning)')
      .option('--to <moment>', 'before this day or instant (default: all there is)')
      .option('--by <slices>', 'a row for each value of these slices, such as campaign,source')
      .option('--where <slice=value>', 'count only these records; may be given several times', several)
      .addOption(
        new Option('--bucket <bucket>', 'a row for each part of the period').choices([
          'day',
          'week',
          'month',
          'quarter',
          'year',
        ]),
      )
      .addOption(new Option('--compare <period>', 'the figure of another period as well').choices(['previous']))
      .option('--as-of <moment>', 'only what had happened by then')
      .option('--as-known-at <moment>', 'only what had been recorded by then: an instant, or a position')
      .option('--currency <code>', 'convert money by the rate of each record’s day')
      .option('--param <name=value>', 'choose a parameter of the figure; may be given several times', several)
      .option('--kpi-version <number>', 'the definition of this version', wholeNumber(1, 1_000_000))
      .option('--csv', 'print rows as CSV; without a name, the list'),
    'kpi',
  );
  asks(
    kpi
      .command('define')
      .description('define a figure of this workspace, or define it anew; the same document again changes nothing')
      .argument('<file>', 'its definition in YAML or JSON; - for standard input', notEmpty),
    'kpi define',
  );
}

function isText(argument: unknown): argument is string {
  return typeof argument === 'string';
}

function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = Number(text.replaceAll('_', ''));
    if (!/^[\d_]+$/.test(text) || number < low || number > high)
      throw new InvalidArgumentError(`Give a whole number, ${low} to ${high}.`);
    return number;
  };
}

function instant(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Give an instant such as 2026-03-01T00:00:00Z.');
  return at;
}

function address(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('Give an address such as http://127.0.0.1:3000.');
  return text.replace(/\/+$/, '');
}
