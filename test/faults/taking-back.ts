import { setTimeout as sleep } from 'node:timers/promises';
import { touchStream } from '#kernel';
import type { Installation } from './installation.js';
import type { Told } from './load.js';
import type { Seeded } from './seeded.js';

const MAPPING = `name: orders
source: shop
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields: { channel: order, kind: purchased }
`;
const ROWS = 60;
/** An import waits while read models are far behind, which they may be as long as a fault lasts. */
const PATIENCE_MS = 600_000;

interface ImportSeen {
  readonly state: string;
  readonly running: boolean;
  readonly canResume: boolean;
  readonly recorded: number;
  readonly repeated: number;
}

interface Begun {
  readonly id?: string;
  /** Of the import that is running. */
  readonly particulars?: { readonly import?: string };
}

/** Takes touches of the load back, one a second, until it is told to stop. How many. */
export async function withdraw(
  { store, admin }: Installation,
  { positions }: Told,
  { seeded, goesOn }: { readonly seeded: Seeded; readonly goesOn: () => boolean },
): Promise<number> {
  let taken = 0;
  while (goesOn()) {
    await sleep(1_000);
    if (positions.length === 0) continue;
    const touch = await touchAt(store, seeded.oneOf(positions));
    if (touch === null) continue;
    const { status, body } = await admin.post(
      '/api/commands/contact.withdraw-touch',
      { params: touch },
      `take ${touch.touch}`,
    );
    if (status !== 200) throw new Error(`taking a touch back was answered with ${status}: ${JSON.stringify(body)}`);
    taken++;
  }
  return taken;
}

async function touchAt(
  { log }: Installation['store'],
  position: number,
): Promise<{ readonly touch: string; readonly profile: string } | null> {
  // the database may be away: another time then
  const [event] = await log.readAt([position]).catch(() => []);
  if (event === undefined || event.stream !== touchStream(event.id)) return null;
  const { about } = JSON.parse(event.text) as { about: { profile?: string } };
  return about.profile === undefined ? null : { touch: event.id, profile: about.profile };
}

/** Brings a small file in by the first api, going on where that is interrupted, and takes all of it back. */
export async function importAndUndo({ admin, apis }: Installation, seed: number): Promise<void> {
  const at = apis[0]!.address;
  const rows = Array.from(
    { length: ROWS },
    (_, n) => `user-${seed * 31 + n}@company-${n % 97}.example.com,2026-03-0${1 + (n % 9)}\n`,
  );
  const content = `mail,day\n${rows.join('')}`;
  const { file } = (await admin.upload<{ file: string }>('/api/imports/files?name=orders.csv', content, at)).body;
  const id = await begin(admin, { file, at, once: `import ${seed}` });
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { body } = await admin.get<ImportSeen>(`/api/imports/${id}`, at);
    if (body.state === 'finished') {
      if (body.recorded + body.repeated !== ROWS) throw new Error(`of ${ROWS} rows: ${JSON.stringify(body)}`);
      break;
    }
    if (body.canResume) await admin.post(`/api/imports/${id}/resume`, {}, `resume ${seed} ${performance.now()}`, at);
    if (performance.now() > until) throw new Error(`the import does not end: ${JSON.stringify(body)}`);
    await sleep(500);
  }
  const undone = await admin.post(`/api/imports/${id}/undo`, { reason: 'to see that it can be' }, `undo ${seed}`, at);
  if (undone.status !== 200) throw new Error(`taking the import back was answered with ${JSON.stringify(undone)}`);
}

/** Begins the import. One that had begun although the answer never came is told by what asking again is answered. */
async function begin(
  admin: Installation['admin'],
  { file, at, once }: { readonly file: string; readonly at: string; readonly once: string },
): Promise<string> {
  const { body } = await admin.post<Begun>('/api/imports', { file, mapping: MAPPING }, once, at);
  const id = body.id ?? body.particulars?.import;
  if (id === undefined) throw new Error(`no import was begun: ${JSON.stringify(body)}`);
  return id;
}
