import { createRequire } from 'node:module';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { PrettyOptions } from 'pino-pretty';
import { correlationId } from './correlation.js';

/** Structured logger: `logger.info({ field: value }, 'what happened')`. `child({ part: 'feed' })` adds fields. */
export type Logger = PinoLogger;

/** How a logger is made; every field has a sensible default. */
export interface LoggerOptions {
  /** Least severe level that is written; `info` unless told. */
  readonly level?: string;
  /** `json` (one object a line) or `pretty`; pretty on a terminal unless told. */
  readonly format?: 'json' | 'pretty';
  /** Name of the program, in every entry. */
  readonly name?: string;
  /** Where to write; standard output unless told. */
  readonly destination?: DestinationStream;
}

/** Fields that are never written, wherever they stand (two levels deep). */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'writeKey',
  'masterKey',
  'idSecret',
  'databaseUrl',
  'connectionString',
];

/**
 * Makes the logger. Entries carry the correlation id of the work at hand; secret fields are replaced by
 * `[redacted]`, and passwords in connection strings are cut out of messages and errors.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const format = options.format ?? (process.stdout.isTTY ? 'pretty' : 'json');
  return pino(
    {
      level: options.level ?? 'info',
      base: options.name ? { name: options.name } : {},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
        censor: '[redacted]',
      },
      mixin: () => {
        const id = correlationId();
        return id ? { correlationId: id } : {};
      },
      serializers: { err: (error: unknown) => redactError(error), error: (error: unknown) => redactError(error) },
      hooks: {
        logMethod(args, method) {
          const redacted = args.map((one: unknown) => (typeof one === 'string' ? redactText(one) : one));
          method.apply(this, redacted as Parameters<typeof method>);
        },
      },
    },
    format === 'pretty' ? prettyStream(options.destination) : (options.destination ?? pino.destination(1)),
  );
}

/** Text with the passwords of connection strings and bearer tokens replaced. */
export function redactText(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi, '$1:[redacted]@')
    .replaceAll(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]');
}

function redactError(error: unknown): unknown {
  const plain = pino.stdSerializers.err(error as Error);
  if (typeof plain !== 'object' || plain === null) return plain;
  // pg adds the connection with everything it knows.
  const { client: _client, ...rest } = plain as typeof plain & { client?: unknown };
  return { ...rest, message: redactText(plain.message ?? ''), stack: redactText(plain.stack ?? '') };
}

/** Loaded only when asked for: a service that logs JSON does not pay for it. */
function prettyStream(destination: DestinationStream = process.stdout): DestinationStream {
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as {
    prettyFactory: (options: PrettyOptions) => (line: string) => string;
  };
  const format = prettyFactory({
    colorize: destination === process.stdout && process.stdout.isTTY,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,name',
  });
  return { write: (line) => destination.write(format(line)) };
}
