import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { MemoryEventLog, MemoryVault } from '#event-log';
import { catalogue } from '#journey';
import { importUndone, LogBusy, makeIds, sealEvent, type Envelope, type NewEvent } from '#kernel';
import { testDatabase, type TestDatabase } from '#platform/testing';
import type { RunOutcome } from './import-outcome.js';
import { runImport, type ImportRunOptions } from './import-run.js';
import { parseMapping } from './mapping-document.js';

const CARD = '4111 1111 1111 1111';
const NOTES = `name: notes
source: shop
emits:
  - event: touchpoint-recorded
    id: { column: no }
    at: unknown
    identifiers: [{ kind: user, column: who }]
    fields: { channel: other, kind: sent, properties: { columns: [note] } }
`;
/** Two events of a row, under ids as they are written. */
const two = (ordered: string, paid: string): string => `name: two
source: shop
emits:
  - { event: touchpoint-recorded, name: ordered, id: ${ordered}, at: unknown, identifiers: [{ kind: user, column: who }],
      fields: { channel: order, kind: purchased } }
  - { event: touchpoint-recorded, name: paid, id: ${paid}, at: unknown, identifiers: [{ kind: user, column: who }],
      fields: { channel: order, kind: sent } }
`;

/** A change of a ticket, a row each. */
const TICKETS = `name: tickets
source: desk
file: { blank: ['?'] }
emits:
  - name: opened
    event: ticket-opened
    when: { changed: no }
    id: { concat: [{ column: no }, /opened] }
    at: { column: day }
    about: &ticket { ticket: { column: no }, team: { column: group } }
    identifiers: &who [{ kind: user, column: who }]
    fields: { number: { column: no }, title: { column: title } }
  - event: ticket-assigned
    at: { column: day }
    about: *ticket
    identifiers: *who
`;

describe('a run of an import', () => {
  let folder: string;
  let database: TestDatabase;
  let client: Client;
  let log: MemoryEventLog;
  const vault = new MemoryVault();
  const ids = makeIds(Buffer.alloc(32, 9));
  beforeAll(async () => {
    database = await testDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-run-'));
    log = new MemoryEventLog();
  });
  afterEach(async () => {
    await log.close();
    await rm(folder, { recursive: true });
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  const refusedPath = (): string => join(folder, 'refused.csv');

  async function run(
    content: string | Buffer,
    document: string,
    options: Partial<ImportRunOptions> = {},
  ): Promise<RunOutcome> {
    const path = join(folder, 'file.csv');
    await writeFile(path, content);
    return runImport(
      { path, mapping: parseMapping(document, catalogue), folder, refusedPath: refusedPath() },
      { log, vault, ids, catalogue, client, import: 'one', actor: { kind: 'system', id: 'test' }, ...options },
    );
  }

  async function messages(): Promise<string[]> {
    const { events } = await log.readAll({ after: 0, limit: 1_000 });
    return events.map(({ text }) => (JSON.parse(text) as Envelope).source.messageId);
  }

  it('keeps card numbers out of the log, and out of the refused rows', async () => {
    const content = `no,who,note,card\n1,ann,${CARD},\n2,ben,fine,${CARD}\n3,,"about ${CARD}",x\n`;
    expect(await run(content, NOTES)).toMatchObject({ rows: 3, refused: 2, types: [{ recorded: 1 }] });
    expect(await messages()).toEqual(['2']);
    const refused = await readFile(refusedPath(), 'utf8');
    expect(refused).toContain('1,ann,[card number cut out],,2,column note: holds a card number\n');
    expect(refused).toContain('3,,about [card number cut out],x,4,');
    expect(refused.replaceAll(/[ -]/g, '')).not.toContain('4111111111111111');
  });

  it('refuses a row whose emits say different things under one id, before any of it is recorded', async () => {
    expect(await run('no,who\n1,ann\n2,ben\n', two('{ column: no }', '{ column: no }'))).toMatchObject({
      refused: 2,
      types: [],
    });
    expect(await messages()).toEqual([]);
    expect(await readFile(refusedPath(), 'utf8')).toContain(
      'paid.id: is the id of ordered too: give each emit an id of its own, as by concat [..., /paid]',
    );
    const own = two('{ column: no }', '{ concat: [{ column: no }, /paid] }');
    expect(await run('no,who\n1,ann\n2,ben\n', own)).toMatchObject({ refused: 0, types: [{ recorded: 4 }] });
  });

  it('counts what stands of a row that somebody else was faster with', async () => {
    const document = two('{ column: no }', '{ concat: [{ column: no }, /paid] }');
    const slow = Object.create(log) as MemoryEventLog;
    slow.appendAll = async (requests) => {
      slow.appendAll = (some) => log.appendAll(some);
      const other = document.replace('kind: sent', 'kind: refunded').replace('id: { column: no }', 'id: other');
      await run('no,who\n1,ann\n', other, { import: 'two', log });
      await rm(refusedPath(), { force: true });
      return log.appendAll(requests);
    };
    const outcome = await run('no,who\n1,ann\n', document, { log: slow, client: await apart() });
    expect(outcome).toMatchObject({ refused: 1, types: [{ recorded: 1, repeated: 0 }] });
    expect((await messages()).sort()).toEqual(['1', '1/paid', 'other']);
  });

  /** A connection of its own, closed with the database. */
  async function apart(): Promise<Client> {
    const other = new Client({ connectionString: database.url });
    other.on('error', () => undefined);
    await other.connect();
    return other;
  }

  it('calls nothing repeated of what was never recorded, nor when it is run again', async () => {
    const content = `no,who,note\n1,ann,${'x'.repeat(300_000)}\n1,ann,small\n1,ann,small\n`;
    for (let times = 0; times < 2; times++) {
      expect(await run(content, NOTES)).toMatchObject({ refused: 1, types: [{ recorded: 1, repeated: 1 }] });
      expect(await messages()).toEqual(['1']);
    }
  });

  /** What the stream of a ticket holds, in its order. */
  async function ticket(no: string): Promise<Envelope[]> {
    const events = await log.readStream(`ticket-${ids.derived('ticket', 'desk', no)}`);
    return events.map(({ text }) => JSON.parse(text) as Envelope);
  }

  it('records what happened to a thing in its stream, in the order of the file, however many batches there are', async () => {
    const rows = Array.from(
      { length: 1_800 },
      (_, i) => `T${i % 2},g${i},ann,x,2026-01-${String((i % 28) + 1).padStart(2, '0')}`,
    );
    // the batch that is read first is the slowest to find out what stands
    const slow = Object.create(log) as MemoryEventLog;
    slow.locate = async (asked) => {
      slow.locate = (others) => log.locate(others);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return log.locate(asked);
    };
    const document = TICKETS.replace('when: { changed: no }', 'when: { column: group, in: [g0, g1] }');
    const content = `no,group,who,title,day\n${rows.join('\n')}\n`;
    expect(await run(content, document, { log: slow })).toMatchObject({
      refused: 0,
      types: [
        { type: 'ticket-assigned', recorded: 1_800 },
        { type: 'ticket-opened', recorded: 2 },
      ],
    });
    const [opened, ...assigned] = await ticket('T1');
    expect(opened).toMatchObject({
      type: 'ticket-opened',
      origin: 'history',
      about: {
        ticket: ids.derived('ticket', 'desk', 'T1'),
        team: ids.derived('team', 'desk', 'g1'),
        profile: ids.node('user', '', 'ann'),
      },
    });
    expect(assigned.map(({ about }) => about['team'])).toEqual(
      Array.from({ length: 900 }, (_, i) => ids.derived('team', 'desk', `g${2 * i + 1}`)),
    );
    expect(await run(content, document)).toMatchObject({ types: [{ recorded: 1_800 }, { recorded: 2 }] });
    expect(await ticket('T1')).toHaveLength(901);
  });

  it('appends to what was decided about a thing already, and is left out of it again once it is undone', async () => {
    const content = 'no,group,who,title,day\nT1,g1,ann,x,2026-01-05\n';
    await run(content, TICKETS);
    await log.append('import-one', [undone()], 'none');
    const stream = `ticket-${ids.derived('ticket', 'desk', 'T1')}`;
    expect((await log.takenBack(stream)).size).toBe(2);
    expect(await run(content, TICKETS, { import: 'two' })).toMatchObject({ types: [{ recorded: 1 }, { recorded: 1 }] });
    const events = await log.readStream(stream);
    const gone = await log.takenBack(stream);
    expect(events.map(({ type, id }) => [type, gone.has(id)])).toEqual([
      ['ticket-opened', true],
      ['ticket-assigned', true],
      ['ticket-opened', false],
      ['ticket-assigned', false],
    ]);
  });

  it('takes a thing of nobody, but nothing personal of it', async () => {
    const content = 'no,group,who,title,day\nT1,g1,?,,2026-01-05\nT2,g1,?,printer,2026-01-05\n';
    expect(await run(content, TICKETS)).toMatchObject({
      refused: 1,
      reasons: [
        { reason: expect.stringContaining('payload.title: is personal, and about.profile names nobody') as string },
      ],
    });
    const [opened] = await ticket('T1');
    expect(opened!.about).toEqual({
      ticket: ids.derived('ticket', 'desk', 'T1'),
      team: ids.derived('team', 'desk', 'g1'),
      others: [],
    });
    expect(await ticket('T2')).toEqual([]);
  });

  it('names the company of a thing, and says that the person was seen with it', async () => {
    const document = `name: deals
source: crm
emits:
  - event: deal-opened
    at: unknown
    about: { deal: { column: no } }
    identifiers: [{ kind: email, column: mail }]
    fields: { group: { column: account } }
  - event: deal-won
    at: unknown
    about: { deal: { column: no }, company: { column: account } }
    identifiers: [{ kind: email, column: mail }]
`;
    await run('no,mail,account\nD1,ann@acme.com,Acme\nD2,,Acme\n', document);
    const { events } = await log.readAll({ after: 0, limit: 10 });
    const [acme, domain] = [ids.node('company', 'crm', 'Acme'), ids.node('domain', '', 'acme.com')];
    const ann = ids.node('email', '', 'ann@acme.com');
    const [withAnn, wonWithAnn, alone, wonAlone] = events.map(({ text }) => (JSON.parse(text) as Envelope).about);
    const [d1, d2] = [ids.derived('deal', 'crm', 'D1'), ids.derived('deal', 'crm', 'D2')];
    expect(withAnn).toEqual({ deal: d1, profile: ann, others: [acme, domain], company: acme });
    expect(wonWithAnn).toEqual({ deal: d1, profile: ann, others: [acme], company: acme });
    expect(alone).toEqual({ deal: d2, others: [], company: acme });
    expect(wonAlone).toEqual({ deal: d2, others: [], company: acme });
  });

  it('stops waiting for room once it is told to', async () => {
    const stopping = new AbortController();
    const admission = {
      admit: () => {
        setTimeout(() => stopping.abort(), 20);
        return Promise.reject(new LogBusy('halted', 60));
      },
    };
    expect(await run('no,who,note\n1,ann,x\n', NOTES, { admission, signal: stopping.signal })).toMatchObject({
      interrupted: true,
      types: [],
    });
  });

  it('writes refused rows as the file is written, so that the same mapping reads them once they are corrected', async () => {
    const document = NOTES.replace(
      'emits:',
      `file: { delimiter: ';', quote: "'", encoding: windows-1252, blank: [none] }\nemits:`,
    );
    await run(Buffer.from("no;who;note\n1;none;'it''s; M\u00fcller'\n", 'latin1'), document);
    const refused = await readFile(refusedPath());
    expect(refused.toString('latin1')).toMatch(/^no;who;note;line;reason\n1;none;'it''s; M\u00fcller';2;/);
    const corrected = refused.toString('latin1').replace('none', 'ann');
    expect(await run(Buffer.from(corrected, 'latin1'), document)).toMatchObject({
      refused: 0,
      types: [{ recorded: 1 }],
    });
    await expect(stat(refusedPath())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('never writes refused rows over the file itself', async () => {
    const path = join(folder, 'file.csv');
    await writeFile(path, 'no,who,note\n');
    const file = { path, mapping: parseMapping(NOTES, catalogue), folder, refusedPath: path };
    const options = {
      log,
      vault,
      ids,
      catalogue,
      client,
      import: 'one',
      actor: { kind: 'system', id: 'test' },
    } as const;
    await expect(runImport(file, options)).rejects.toMatchObject({ code: 'import.refused-path' });
    expect(await readFile(path, 'utf8')).toBe('no,who,note\n');
  });

  it('records anew what was undone under an id that no source may state', async () => {
    await run('no,who,note\n1,ann,x\n', NOTES);
    await log.append('import-one', [undone()], 'none');
    await run('no,who,note\n1~1,ben,y\n1@1,cleo,z\n', NOTES, { import: 'two' });
    expect(await run('no,who,note\n1,ann,x\n', NOTES, { import: 'three' })).toMatchObject({
      refused: 0,
      types: [{ recorded: 1 }],
    });
  });

  it('records nothing more of an import that was undone', async () => {
    await log.append('import-one', [undone()], 'none');
    await expect(run('no,who,note\n1,ann,x\n', NOTES)).rejects.toMatchObject({ code: 'import.undone' });
    expect(await messages()).toEqual(['undo']);
  });

  function undone(): NewEvent {
    return sealEvent(
      importUndone.of({ import: 'one' }, {}),
      ids.event('command', 'undo'),
      'import-one',
      { actor: { kind: 'system', id: 'test' }, source: { name: 'command', messageId: 'undo' }, stated: 'undo' },
      ids,
      new Map(),
    );
  }
});
