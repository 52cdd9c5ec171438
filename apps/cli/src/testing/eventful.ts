import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IntakeService, touchpoints } from '#intake';
import { amendTouch, linkContacts, markShared, pairId, unlinkContacts, withdrawTouch } from '#journey';
import { PostgresQuarantine } from '#event-log';
import type { Envelope } from '#kernel';
import { QuarantineDesk } from '../../../api/src/composition/quarantine-desk.js';
import { operator } from '../commands/people.js';
import { openInstallation } from '../installation.js';
import type { Workplace } from './tool.js';

const MAPPING = `name: orders
source: shop
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields: { channel: order, kind: purchased, direction: in }
`;

/**
 * Gives an installation a history in which everything happens that a log can hold: some thousand touches, staff and
 * keys, an import and one that is undone, contacts linked, unlinked and marked as shared, a touch withdrawn and one
 * amended, a message mended in quarantine, and somebody whose keys are destroyed.
 */
export async function eventful(place: Workplace, touches: number): Promise<void> {
  await place.json('people', 'add', 'ann@example.com', '--role', 'admin', '--name', 'Ann "Ü" \\ Lee');
  await place.json('keys', 'add', 'website', '--scope', 'intake', 'read');
  await place.json(
    'simulate',
    '--touches',
    String(touches),
    '--seed',
    '5',
    '--until',
    '2026-03-01T00:00:00Z',
    '--touches-only',
  );
  await imports(place);
  const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
  const quarantine = await PostgresQuarantine.open({ url: place.url, masterKey: installation.secrets.masterKey });
  try {
    await judgements(installation);
    await mended(installation, quarantine);
  } finally {
    await quarantine.close();
    await installation.close();
  }
}

type Installation = Awaited<ReturnType<typeof openInstallation>>;

async function imports(place: Workplace): Promise<void> {
  const [file, mapping] = [join(place.home, 'orders.csv'), join(place.home, 'orders.yaml')];
  await writeFile(mapping, MAPPING);
  for (const [source, undone] of [
    ['kept', false],
    ['wrong', true],
  ] as const) {
    const rows = Array.from({ length: 60 }, (_, n) => `p${n % 40}@example.com,2026-02-${10 + (n % 18)}\n`);
    await writeFile(file, `mail,day\n${rows.join('')}`);
    const { id } = await place.json<{ id: string }>('import', file, '--mapping', mapping, '--source', source);
    if (undone) await place.json('imports', 'undo', id, '--reason', 'the wrong file');
  }
}

async function judgements({ log, decisions, vault }: Installation): Promise<void> {
  const { events } = await log.readAll({ after: 0, types: ['touchpoint-recorded'], limit: 400 });
  const touches = events.map(({ text }) => JSON.parse(text) as Envelope);
  const nodes = [...new Set(touches.map(({ about }) => about['profile'] as string))];
  const pair = (n: number): [string, object] => [
    pairId(nodes[n]!, nodes[n + 1]!),
    { reason: 'one and the same\tperson' },
  ];
  await decisions.ask(linkContacts, ...pair(0), operator());
  await decisions.ask(linkContacts, ...pair(2), operator());
  await decisions.ask(unlinkContacts, ...pair(2), operator());
  await decisions.ask(markShared, nodes[6]!, {}, operator());
  const [gone, other] = touches.slice(20);
  const subjectOf = ({ about }: Envelope): string => about['profile'] as string;
  await decisions.ask(withdrawTouch, subjectOf(gone!), { touch: gone!.id, profile: subjectOf(gone!) }, operator());
  await decisions.ask(
    amendTouch,
    subjectOf(other!),
    {
      touch: other!.id,
      payload: { channel: 'phone', kind: 'answered', direction: 'in', subject: 'It was a call' },
      reason: 'typed in wrong',
    },
    operator(),
  );
  await vault.destroy(subjectOf(touches[30]!) as never);
}

/** A message that did not fit, and was mended. */
async function mended({ log, vault, ids, ...rest }: Installation, quarantine: PostgresQuarantine): Promise<void> {
  const stated = { id: 'm-1', contact: { email: 'zoe@example.com' }, channel: 'pigeon', kind: 'landed' };
  const body: unknown = stated;
  const reading = touchpoints.read({
    body,
    raw: Buffer.from(JSON.stringify(body)),
    path: '/api/touchpoints',
    arrivedAt: Date.UTC(2026, 2, 1),
    header: () => undefined,
    headerNames: () => [],
  });
  const receipt = await new IntakeService({ log, vault, ids, quarantine }).accept(
    reading,
    { id: ids.derived('key', 'website', 'website'), source: 'website' },
    { arrivedAt: Date.UTC(2026, 2, 1), connector: 'touchpoints', path: '/api/touchpoints' },
  );
  if (receipt.quarantined !== 1) throw new Error(`the message was not set aside: ${JSON.stringify(receipt)}`);
  const [entry] = (await quarantine.list({ state: 'waiting', limit: 1 })).items;
  const desk = new QuarantineDesk({ store: { log, vault, ids, ...rest }, quarantine, forbidden: [] });
  await desk.replay(entry!.id, { ...stated, channel: 'web', kind: 'viewed' }, { by: operator().by });
}
