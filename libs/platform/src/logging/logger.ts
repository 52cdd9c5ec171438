import { createRequire } from 'node:module';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { PrettyOptions } from 'pino-pretty';
import { correlationId, traceContext } from './correlation.js';

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
 * Makes the logger. Entries carry the correlation id of the work at hand, and its trace's id; secret fields are replaced by
 * `[redacted]`, and passwords in connection strings are cut out of messages and errors. Errors of PostgreSQL are written
 * without the rows and values they name.
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
        if (id === undefined) return {};
        const trace = traceContext();
        return trace === undefined ? { correlationId: id } : { correlationId: id, traceId: trace.traceId };
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

/**
 * What pg adds to an error that may hold what people said: rows, values, the statement at hand, and the connection with
 * everything it knows. What is left (code, table, column, constraint) says what went wrong.
 */
const TELLING: ReadonlySet<string> = new Set(['client', 'detail', 'hint', 'internalQuery', 'where']);

/** Errors of PostgreSQL about a value (class 22) quote it. */
const ABOUT_A_VALUE = /^22[0-9A-Z]{3}$/;

function redactError(error: unknown): unknown {
  const plain: unknown = pino.stdSerializers.err(error as Error);
  return typeof plain === 'object' && plain !== null ? redactFields(plain, quotesValues(error)) : plain;
}

/** Whether an error, or one that caused it, quotes values. */
function quotesValues(error: unknown): boolean {
  for (let one = error, depth = 0; typeof one === 'object' && one !== null && depth < 10; depth++) {
    const { code, cause } = one as { readonly code?: unknown; readonly cause?: unknown };
    if (typeof code === 'string' && ABOUT_A_VALUE.test(code)) return true;
    one = cause;
  }
  return false;
}

/** A serialised error without what it must not tell; the errors within it as well. */
function redactFields(plain: object, quotes: boolean): object {
  const rest: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(plain)) {
    if (TELLING.has(field)) continue;
    if (field === 'aggregateErrors' && Array.isArray(value))
      rest[field] = value.map((one: object) => redactFields(one, quotes || quotesValues(one)));
    else if (typeof value === 'object' && value !== null && 'stack' in value)
      rest[field] = redactFields(value, quotes || quotesValues(value));
    else if ((field === 'message' || field === 'stack') && typeof value === 'string')
      rest[field] = redactText(quotes ? value.replaceAll(/"[^"\n]*"/g, '"[redacted]"') : value);
    else rest[field] = value;
  }
  return rest;
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
