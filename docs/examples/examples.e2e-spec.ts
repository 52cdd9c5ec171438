import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reveal, type EventView, type Personal } from '#kernel';
import { intakeApp, KEYS, type IntakeApp } from '../../apps/api/src/intake/test/intake-app.js';

const run = promisify(execFile);

/** Runs an example as a reader would. */
async function example(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(__dirname, script), ...args]);
  return stdout;
}

/** What a touch says, its user id first. */
function line(event: EventView): string {
  const { payload } = event;
  const [user] = reveal(payload['identifiers'] as Personal<{ value: string }[]>)!;
  const at = event.envelope.occurredAt!;
  return [user!.value, at, payload['channel'], payload['kind'], payload['name'], payload['campaign']]
    .filter(Boolean)
    .join(' ');
}

describe('the examples', () => {
  let app: IntakeApp;
  beforeEach(async () => {
    app = await intakeApp();
  });
  afterEach(() => app.close());

  it('three people: every message is sent twice and recorded once', async () => {
    expect(await example('three-people.mjs', app.url, KEYS.intake)).toContain('{ sent: 36, delivered: 36 }');
    const events = await app.recorded();
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'touchpoint-recorded')).toHaveLength(12);
    expect(types.filter((type) => type === 'contact-described')).toHaveLength(3);
    expect(types.filter((type) => type === 'contact-grouped')).toHaveLength(3);
    expect(
      new Set(events.filter(({ type }) => type === 'contact-described').map(({ about }) => about['profile'])).size,
    ).toBe(3);
    await example('three-people.mjs', app.url, KEYS.intake, 'second');
    expect(await app.recorded()).toHaveLength(36);
  });

  it('real data: every row is a touch of its caller or household, sent again nothing changes', async () => {
    const folder = join(__dirname, 'fixtures');
    const said = await example('real-data.mjs', folder, app.url, KEYS.intake);
    expect(said).toContain('incidents: { rows: 6, withoutCaller: 1, sent: 5, callers: 2 }');
    expect(said).toContain('campaigns: { rows: 3, households: 2 }');
    expect(said).toContain('delivered: 8');
    const events = await app.recorded();
    expect(events.map(line).sort()).toEqual([
      'caller-7 2016-02-29T01:23:00.000Z ticket created Incident New',
      'caller-7 2016-02-29T08:05:00.000Z ticket updated Incident Active',
      'caller-7 2016-03-05T12:00:00.000Z ticket closed Incident Closed',
      'caller-8 2016-03-02T10:00:00.000Z ticket created Incident New',
      'caller-8 2016-03-02T10:00:00.000Z ticket created Incident New',
      'household-7 2017-03-03 post sent Campaign Sent campaign-1',
      'household-7 2017-05-08 post sent Campaign Sent campaign-2',
      'household-8 2017-03-03 post sent Campaign Sent campaign-1',
    ]);
    const first = events.find((event) => line(event).startsWith('caller-7'));
    expect(reveal(first!.payload['properties'] as Personal<unknown>)).toMatchObject({
      category: '55',
      subcategory: '170',
    });
    expect(events.every(({ envelope }) => envelope.origin === 'history')).toBe(true);
    await example('real-data.mjs', folder, app.url, KEYS.intake);
    expect(await app.recorded()).toHaveLength(8);
  });

  it('say what they need when they are called without it', async () => {
    await expect(example('three-people.mjs')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Say where to, and with which key') as string,
    });
    await expect(example('three-people.mjs', 'notaurl', KEYS.intake)).rejects.toMatchObject({
      code: 2,
      stderr: 'notaurl is no address of an instance: give one such as http://127.0.0.1:3000\n',
    });
  });
});
