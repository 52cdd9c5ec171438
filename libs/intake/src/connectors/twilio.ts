import { connector, hmacSha1, type Reported, type SignedRequest } from '#kernel';
import type { Direction } from '#journey';
import { readEach, unfit } from './reading/each.js';
import { bodyOf, joined, named, touched } from './reading/reported.js';
import { entryOf, textOf, type JsonObject } from './reading/values.js';

const KINDS: Readonly<Record<string, string>> = {
  queued: 'queued',
  initiated: 'started',
  ringing: 'ringing',
  'in-progress': 'answered',
  completed: 'ended',
  busy: 'missed',
  'no-answer': 'missed',
  failed: 'failed',
  canceled: 'cancelled',
};

/** What stands for a number that is withheld (ANONYMOUS, BLOCKED, RESTRICTED, UNKNOWN, UNAVAILABLE on the keys of a telephone). */
const WITHHELD: ReadonlySet<unknown> = new Set(['+266696687', '+2562533', '+7378742833', '+8566696', '+86282452253']);

/** Twilio's status callback of a call: a form. It is signed over the address that was called and the form's members. */
export const twilio = connector('twilio', {
  bodies: 'form',
  verify: hmacSha1({
    secret: 'the auth token of the account',
    signature: 'x-twilio-signature',
    encoding: 'base64',
    over: (request) => [request.url, ...membersIn(request)],
  }),
  read: (delivery) => readEach([bodyOf(delivery)], () => '', readCall),
});

/** Names and values in the order of the names; of several values of one name each once, in order. */
function membersIn({ raw }: SignedRequest): string[] {
  const members = new URLSearchParams(raw.toString());
  const names = [...new Set(members.keys())].sort();
  return names.flatMap((name) => [...new Set(members.getAll(name))].sort().map((value) => name + value));
}

function readCall(stated: unknown): Reported {
  const call = stated as JsonObject;
  const status = textOf(call['CallStatus']);
  if (status === undefined) throw unfit('CallStatus', 'is missing');
  const direction: Direction = call['Direction'] === 'inbound' ? 'in' : 'out';
  const at = textOf(call['Timestamp']);
  const ms = Date.parse(at ?? '');
  if (at !== undefined && Number.isNaN(ms)) throw unfit('Timestamp', 'is not a time');
  return touched(
    'call',
    entryOf(KINDS, status) ?? status,
    { direction, name: status, duration: call['CallDuration'], properties: call },
    {
      id: joined([call['CallSid'], status]),
      when: at === undefined ? undefined : { precision: 'instant', at: new Date(ms).toISOString() },
      identifiers: named(direction === 'in' ? whose(call['From']) : whose(call['To'])),
      stated,
    },
  );
}

/** A number is a phone; a client's or a SIP address is an id of the account. Callers without a number are not one person. */
function whose(end: unknown): { readonly phone?: unknown; readonly external?: unknown } {
  if (WITHHELD.has(end)) return {};
  return /^(client|sip|sim):/.test(textOf(end) ?? '') ? { external: end } : { phone: end };
}
