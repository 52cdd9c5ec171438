import { accessSync, constants } from 'node:fs';
import { StartFailure } from '#platform';

/** Where an EventStoreDB is, checked. */
export interface EventStoreAddress {
  /** The connection string for the client: it may hold a password and is never shown. */
  readonly connection: string;
  /** The same for people and logs: without who calls. */
  readonly shown: string;
}

const ADDRESS =
  /^(?<scheme>esdb(?:\+discover)?):\/\/(?:(?<user>[^:@/?]+):(?<password>[^@/?]+)@)?(?<hosts>[^@/?]+)\/?(?:\?(?<query>.*))?$/u;
const HOST = /^(?:[a-z0-9.-]+)(?::(?<port>\d{1,5}))?$/iu;
const SHAPE = 'esdb://user:password@host:2113?tls=true';

const whole = /^\d+$/u;
const yesOrNo = /^(?:true|false)$/u;

/** What a connection string may say besides where and who, and what its value must be. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  tls: yesOrNo,
  tlscafile: /./u,
  usercertfile: /./u,
  userkeyfile: /./u,
  maxdiscoverattempts: whole,
  discoveryinterval: whole,
  gossiptimeout: whole,
  defaultdeadline: whole,
  keepaliveinterval: whole,
  keepalivetimeout: whole,
  connectionname: /./u,
  nodepreference: /^leader$/iu,
};

/**
 * Reads a connection string (`esdb://` or `esdb+discover://`) and adds what it does not say itself: the deadline of
 * calls in milliseconds, and the file of the authority that signed the server's certificate. The client itself would
 * print a wrong one as it stands, password and all: here it is checked without being quoted, and that its files are there.
 * Throws StartFailure `eventstore.address`, `eventstore.file`.
 */
export function eventStoreAddress(
  text: string,
  more: { readonly deadline: number; readonly caFile?: string | undefined },
): EventStoreAddress {
  const found = ADDRESS.exec(text.trim())?.groups;
  if (found === undefined) throw wrong('it is no connection string');
  for (const host of found['hosts']!.split(',')) {
    const port = HOST.exec(host)?.groups?.['port'];
    if (!HOST.test(host) || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535)
      throw wrong(`${host} is no host with a port from 1 to 65535`);
  }
  const given = optionsOf(found['query'] ?? '');
  if (given.get('tls') !== 'false') refuseMissingFiles(given, more.caFile);
  const shown = `${found['scheme']}://${found['hosts']}`;
  const added = [
    ...(given.has('defaultdeadline') ? [] : [`defaultDeadline=${more.deadline}`]),
    ...(given.has('tlscafile') || more.caFile === undefined ? [] : [`tlsCAFile=${encodeURIComponent(more.caFile)}`]),
    ...(found['query'] === undefined || found['query'] === '' ? [] : [found['query']]),
  ];
  const caller = found['user'] === undefined ? '' : `${found['user']}:${found['password']}@`;
  return { connection: `${found['scheme']}://${caller}${found['hosts']}?${added.join('&')}`, shown };
}

/** The options, by their names in lower case. */
function optionsOf(query: string): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [key = '', value = ''] = pair.split('=');
    const name = key.toLowerCase().replaceAll(/[_-]/gu, '');
    const fits = OPTIONS[name];
    if (fits === undefined) throw wrong(`it has an option ${JSON.stringify(key)} that there is not`);
    if (!fits.test(value)) throw wrong(`the value of its option ${JSON.stringify(key)} does not fit`);
    given.set(name, value);
  }
  return given;
}

/** Options that name files, as they are written; the client says only that some file is not there. */
const FILES = ['tlsCAFile', 'userCertFile', 'userKeyFile'] as const;

function refuseMissingFiles(given: ReadonlyMap<string, string>, caFile: string | undefined): void {
  for (const option of FILES) {
    const path = given.get(option.toLowerCase());
    if (path !== undefined) refuseMissingFile(decodeURIComponent(path), `${option} in EVENTSTORE_URL`);
    else if (option === 'tlsCAFile' && caFile !== undefined)
      refuseMissingFile(caFile, 'THROUGHLINE_EVENTSTORE_CA_FILE');
  }
}

function refuseMissingFile(path: string, setting: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const reason = (error as Error).message;
    throw new StartFailure(
      'eventstore.file',
      `${setting}: ${path} cannot be read (${reason}): give the path of a PEM file that this program may read.`,
      2,
    );
  }
}

function wrong(what: string): StartFailure {
  return new StartFailure(
    'eventstore.address',
    `EVENTSTORE_URL cannot be used: ${what}; give one such as ${SHAPE}.`,
    2,
  );
}
