import type { Installation, Opening } from './installation.js';
import type { Command, Context } from './context.js';
import { explain, type ExitCode } from './failure.js';
import { Output } from './output/output.js';
import type { Asked, CommandName } from './program.js';

/** Every command but `start`, which is a program of its own. */
export type ToolName = Exclude<CommandName, 'start'>;

/** Where each command is; loaded when it is called. */
const commands: Readonly<Record<ToolName, () => Promise<Command>>> = {
  'people add': async () => (await import('./commands/people.js')).addPerson,
  'people link': async () => (await import('./commands/people.js')).linkPerson,
  'people remove': async () => (await import('./commands/people.js')).removePerson,
  'keys add': async () => (await import('./commands/keys.js')).addKey,
  'keys secret': async () => (await import('./commands/webhook-keys.js')).setSecret,
  'keys list': async () => (await import('./commands/keys.js')).listKeys,
  'keys revoke': async () => (await import('./commands/keys.js')).revokeKey,
  simulate: async () => (await import('./commands/simulate/simulate.js')).simulateHistory,
  rebuild: async () => (await import('./commands/rebuild.js')).rebuild,
  projections: async () => (await import('./commands/projections.js')).projections,
  'dead-letters': async () => (await import('./commands/dead-letters.js')).deadLetters,
  'dead-letters retry': async () => (await import('./commands/dead-letters.js')).retryDeadLetters,
  'quarantine list': async () => (await import('./commands/quarantine.js')).listQuarantine,
  'quarantine show': async () => (await import('./commands/quarantine.js')).showQuarantined,
  'quarantine retry': async () => (await import('./commands/quarantine.js')).retryQuarantined,
  'quarantine discard': async () => (await import('./commands/quarantine.js')).discardQuarantined,
  kpi: async () => (await import('./commands/kpi/kpi.js')).showKpi,
  'kpi define': async () => (await import('./commands/kpi/define-kpi.js')).defineKpi,
  ledger: async () => (await import('./commands/ledger.js')).showLedger,
  import: async () => (await import('./commands/import/import.js')).importFile,
  imports: async () => (await import('./commands/import/imports.js')).listImports,
  'imports undo': async () => (await import('./commands/import/imports.js')).undoOfImport,
  'export events': async () => (await import('./commands/export/events.js')).exportEvents,
  'export contacts': async () => (await import('./commands/export/contacts.js')).exportContacts,
  backup: async () => (await import('./commands/backup/backup.js')).backup,
  restore: async () => (await import('./commands/backup/restore.js')).restore,
  verify: async () => (await import('./commands/verify/verify.js')).verify,
  reconcile: async () => (await import('./commands/reconcile.js')).reconcile,
  'migrate-log': async () => (await import('./commands/migrate-log/migrate-log.js')).migrateLog,
  status: async () => (await import('./commands/status.js')).status,
  doctor: async () => (await import('./commands/doctor/doctor.js')).doctor,
};

/** How a command is run; everything has the process's own as default. */
export interface Running {
  readonly output?: Output;
  readonly environment?: Context['environment'];
  readonly input?: AsyncIterable<Buffer | string>;
}

/** Runs a command and answers the exit code. Whatever it opened is closed, also when it is interrupted. */
export async function run(
  { command, args, options }: Asked & { readonly command: ToolName },
  running: Running = {},
): Promise<ExitCode> {
  const output = running.output ?? new Output(options['json'] === true);
  const environment = running.environment ?? process.env;
  const steps: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await step();
  };
  const stopListening = endOrderly(close);
  let opened: Promise<Installation> | undefined;
  const open = (opening: Opening): Promise<Installation> =>
    (opened ??= import('./installation.js').then(async ({ openInstallation }) => {
      const installation = await openInstallation(environment, opening);
      if (installation.made) output.note(`A new installation was made in ${installation.configuration.home}.`);
      steps.push(() => installation.close());
      return installation;
    }));
  const context: Context = {
    output,
    environment,
    readInput: () => textOf(running.input ?? process.stdin),
    finally: (step) => void steps.push(step),
    open: () => open('to work'),
    look: () => open('to look'),
  };
  try {
    const carryOut = await commands[command]();
    return await carryOut(context, args, options as never);
  } catch (error) {
    return explain(error, output);
  } finally {
    stopListening();
    await close();
  }
}

async function textOf(input: AsyncIterable<Buffer | string>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part as string));
  return Buffer.concat(parts).toString();
}

/** Ctrl-C and SIGTERM end the command in order: nothing is left running. */
function endOrderly(close: () => Promise<void>): () => void {
  const end = (code: number): void => {
    void close().finally(() => process.exit(code));
  };
  const interrupted = (): void => end(130);
  // The write itself fails too, and ends the command; without a listener the stream would end the process.
  const broken = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  process.stdout.on('error', broken);
  return () => {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
    setImmediate(() => process.stdout.off('error', broken));
  };
}
