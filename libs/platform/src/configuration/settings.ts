import metadata from 'libphonenumber-js/min/metadata';
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/core';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { eventStoreRows } from './eventstore-settings.js';
import { kafkaRows } from './kafka-settings.js';
import { choice, integer, optional, text, type Described, type Setting } from './setting.js';

/** Every setting there is. A new one is a new row; nothing else has to know. */
export const settings = {
  home: path({
    variable: 'THROUGHLINE_HOME',
    fallback: '.throughline',
    description: 'Directory of everything kept on this machine: the embedded database, the secrets, the server log.',
  }),
  databaseUrl: optional(
    databaseUrl({
      variable: 'DATABASE_URL',
      description:
        'A PostgreSQL server of your own (15 or later, UTF-8, character classes other than C). Absent: the embedded PostgreSQL 18 is started.',
      secret: true,
    }),
  ),
  ...eventStoreRows,
  port: integer({
    variable: 'PORT',
    fallback: 3000,
    min: 0,
    max: 65_535,
    description: 'TCP port of API and web. 0 takes a free one.',
  }),
  host: text({
    variable: 'HOST',
    fallback: '127.0.0.1',
    description: 'Address to listen on. The default is reachable from this machine only; 0.0.0.0 is every interface.',
  }),
  publicUrl: optional(
    url({
      variable: 'THROUGHLINE_PUBLIC_URL',
      description:
        'Address under which people reach this installation, used in links it sends, and the one that webhooks sign. Absent: made from HOST and PORT.',
    }),
  ),
  trustedProxies: addresses({
    variable: 'THROUGHLINE_TRUSTED_PROXIES',
    description:
      'Addresses or CIDR ranges of reverse proxies whose X-Forwarded-* headers are believed, separated by commas.',
  }),
  zone: zone({
    variable: 'THROUGHLINE_ZONE',
    fallback: 'UTC',
    description: 'Time zone of the workspace (IANA name): where days begin and end.',
  }),
  region: optional(
    region({
      variable: 'THROUGHLINE_REGION',
      description:
        'Country whose national phone numbers are meant where a number names none. Absent: only international numbers, +49 ..., say who somebody is. A change concerns what comes from then on.',
    }),
  ),
  logLevel: choice({
    variable: 'THROUGHLINE_LOG_LEVEL',
    values: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    fallback: 'info',
    description: 'The least severe entries that are logged.',
  }),
  logFormat: optional(
    choice({
      variable: 'THROUGHLINE_LOG_FORMAT',
      values: ['json', 'pretty'],
      description: 'One JSON object a line, or lines for people. Absent: pretty on a terminal, json elsewhere.',
    }),
  ),
  idSecret: optional(
    key({
      variable: 'THROUGHLINE_ID_SECRET',
      description:
        'Secret that ids are computed with. Absent: the file secrets/id-secret in THROUGHLINE_HOME, made on first start. It can never change.',
    }),
  ),
  masterKey: optional(
    key({
      variable: 'THROUGHLINE_MASTER_KEY',
      description:
        'Key that wraps the keys of personal data. Absent: the file secrets/master-key in THROUGHLINE_HOME, made on first start.',
    }),
  ),
  maxBodyBytes: integer({
    variable: 'THROUGHLINE_MAX_BODY_BYTES',
    fallback: 4_194_304,
    min: 65_536,
    max: 67_108_864,
    description: 'Largest request body that is accepted, in bytes, after decompression.',
  }),
  uploadLimit: integer({
    variable: 'THROUGHLINE_UPLOAD_LIMIT',
    fallback: 4_294_967_296,
    min: 65_536,
    max: 1_099_511_627_776,
    description: 'Largest file that may be uploaded to be imported, in bytes as it is sent: gzipped files are smaller.',
  }),
  intakeQueue: integer({
    variable: 'THROUGHLINE_INTAKE_QUEUE',
    fallback: 20_000,
    min: 1_000,
    max: 1_000_000,
    description: 'Most events that wait in memory to be recorded; beyond it senders are told to come back later (503).',
  }),
  forbiddenPatterns: patterns({
    variable: 'THROUGHLINE_FORBIDDEN_PATTERNS',
    description:
      'Regular expressions of what must never be kept, such as national insurance numbers: a message that holds one in any field waits in quarantine with the value cut out; a row of an imported file is refused, and so is a command. Card numbers are looked for without being named here.',
  }),
  quarantineDays: integer({
    variable: 'THROUGHLINE_QUARANTINE_DAYS',
    fallback: 90,
    min: 1,
    max: 3_650,
    description:
      'Days after which the messages of a day in quarantine can no longer be read: the day’s key is destroyed.',
  }),
  keyCache: integer({
    variable: 'THROUGHLINE_KEY_CACHE',
    fallback: 50_000,
    min: 100,
    max: 5_000_000,
    description: 'Most data keys kept in memory; about 300 bytes each.',
  }),
  ...kafkaRows,
  projections: names({
    variable: 'THROUGHLINE_PROJECTIONS',
    description:
      'Read models that a projector follows and builds, by name. Absent: all of them. Every one must be some process’s; processes with the same ones share the work where Kafka is the feed.',
  }),
  reactions: choice({
    variable: 'THROUGHLINE_REACTIONS',
    values: ['on', 'off'],
    fallback: 'on',
    description: 'Whether a projector also runs reactions. Where several do, one works and the others stand by.',
  }),
  tracesEndpoint: optional(
    url({
      variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      description:
        'Address of an OpenTelemetry collector that takes OTLP over HTTP; traces go to /v1/traces there. Absent: there are none.',
    }),
  ),
  tracesHeaders: optional(
    headers({
      variable: 'OTEL_EXPORTER_OTLP_HEADERS',
      description: 'What traces are sent with, such as a collector’s key.',
    }),
  ),
  tracesRatio: fraction({
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    fallback: 0.01,
    description:
      'Which part of the requests that belong to no trace begins one. Requests with a traceparent are traced when it says so.',
  }),
} as const satisfies Record<string, Setting<unknown>>;

/** Every setting with its value, typed by the table. */
export type Configuration = {
  readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['parse']>;
};

function path(row: Described & { fallback: string }): Setting<string> {
  return { ...row, accepts: 'a directory', parse: (value) => resolve(value) };
}

function fraction(row: Described & { fallback: number }): Setting<number> {
  return {
    ...row,
    fallback: String(row.fallback),
    accepts: '0 to 1',
    parse: (value) => {
      const number = Number(value);
      if (!/^\d*\.?\d+$/.test(value) || number > 1) throw new Error('give a number, 0 to 1');
      return number;
    },
  };
}

function headers(row: Described): Setting<Readonly<Record<string, string>>> {
  return {
    ...row,
    secret: true,
    accepts: 'name=value, separated by commas',
    parse: (value) =>
      Object.fromEntries(
        value.split(',').map((pair) => {
          const [, name, content] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
          if (name === undefined || content === undefined || !/^[!-~ ]*$/.test(content))
            throw new Error('give headers such as x-api-key=0123, separated by commas');
          return [name, content];
        }),
      ),
  };
}

function addresses(row: Described): Setting<readonly string[]> {
  return {
    ...row,
    fallback: '',
    accepts: 'addresses or CIDR ranges, separated by commas',
    parse: (value) => {
      const given = value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      const wrong = given.find((one) => !isAddress(one));
      if (wrong !== undefined)
        throw new Error(`${wrong} is neither an address nor a range: give such as 10.0.0.0/8, 192.168.1.7 or ::1`);
      return given;
    },
  };
}

function names(row: Described): Setting<readonly string[]> {
  return {
    ...row,
    fallback: '',
    accepts: 'names, separated by commas',
    parse: (value) =>
      value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
  };
}

function patterns(row: Described): Setting<readonly string[]> {
  return {
    ...row,
    fallback: '[]',
    accepts: 'a JSON list of regular expressions (ECMAScript, u)',
    parse: (value) => {
      const given = value.trim() === '' ? [] : listOfTexts(value);
      for (const [i, pattern] of given.entries()) {
        let empty: boolean;
        try {
          empty = new RegExp(pattern, 'u').test('');
        } catch (error) {
          throw new Error(`pattern ${i + 1} is no regular expression: ${(error as Error).message}`, { cause: error });
        }
        if (empty) throw new Error(`pattern ${i + 1} fits an empty text: it would forbid everything`);
      }
      return given;
    },
  };
}

function listOfTexts(value: string): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    parsed = null;
  }
  if (!Array.isArray(parsed) || !parsed.every((one) => typeof one === 'string'))
    throw new Error(String.raw`give a JSON list of texts, such as ["\bAKIA[0-9A-Z]{16}\b"]`);
  return parsed;
}

/** Whether a text is an IP address, or a range of them in CIDR notation. */
function isAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function url(row: Described): Setting<string> {
  return {
    ...row,
    accepts: 'an http or https address',
    parse: (value) => {
      if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
        throw new Error('give an address such as https://throughline.example.com');
      return value.replace(/\/+$/, '');
    },
  };
}

function databaseUrl(row: Described): Setting<string> {
  return {
    ...row,
    accepts: 'postgres://user:password@host:5432/database',
    parse: (value) => {
      if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol))
        throw new Error('give an address such as postgres://user:password@host:5432/database');
      return value;
    },
  };
}

function zone(row: Described & { fallback: string }): Setting<string> {
  return {
    ...row,
    accepts: 'a time zone',
    parse: (value) => {
      // Intl knows offsets such as +07:00 as well, which PostgreSQL reads with the opposite sign.
      const name = /^[a-z]/i.test(value) ? knownZone(value) : undefined;
      if (name === undefined) throw new Error('give an IANA name such as Asia/Jakarta or Europe/Berlin');
      return name;
    },
  };
}

function region(row: Described): Setting<string> {
  return {
    ...row,
    accepts: 'a country',
    parse: (value) => {
      const name = value.toUpperCase();
      if (!isSupportedCountry(name as CountryCode, metadata))
        throw new Error('give the two letters of a country, such as DE or ID');
      return name;
    },
  };
}

function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function key(row: Described): Setting<Buffer> {
  return { ...row, secret: true, accepts: '32 bytes in hex or base64', parse: parseKey };
}

/** Reads 32 bytes written in hex (64 digits) or base64. @throws Error that says so. */
export function parseKey(text: string): Buffer {
  const written = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(written) ? Buffer.from(written, 'hex') : Buffer.from(written, 'base64');
  if (bytes.length !== 32 || !/^[\w+/=-]+$/.test(written))
    throw new Error('give 32 bytes in hex or base64, such as the output of: openssl rand -hex 32');
  return bytes;
}
