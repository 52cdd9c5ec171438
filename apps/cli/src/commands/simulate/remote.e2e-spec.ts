import type { ExpectedFigures } from '#simulator';
import { intakeApp, KEYS, type IntakeApp } from '../../../../api/src/intake/test/intake-app.js';
import { workplace, type Workplace } from '../../testing/tool.js';

interface Simulated {
  readonly recorded: number;
  readonly repeated: number;
  readonly quarantined: number;
  readonly figures: ExpectedFigures;
  readonly dealings: { readonly recorded: number } | null;
}

const history = ['simulate', '--touches', '500', '--seed', '5', '--until', '2026-03-01T00:00:00Z'];

describe('a history simulated over HTTP', () => {
  let app: IntakeApp;
  let place: Workplace;
  beforeAll(async () => {
    [app, place] = [await intakeApp(), await workplace()];
  });
  afterAll(async () => {
    await app.close();
    await place.close();
  });

  it('is recorded as the same history is in place', async () => {
    const there = await place.json<Simulated>(...history, '--url', app.url, '--key', KEYS.intake);
    const here = await place.json<Simulated>(...history);
    expect(there).toMatchObject({ recorded: here.recorded, repeated: here.repeated, quarantined: 0 });
    expect(there.figures).toEqual(here.figures);
    expect(there.dealings).toBeNull();
    expect(here.dealings?.recorded).toBeGreaterThan(0);
    const events = await app.recorded();
    const counts = new Map<string, number>();
    for (const { type, payload } of events) {
      if (type !== 'touchpoint-recorded') continue;
      const key = `${String(payload['channel'])}/${String(payload['kind'])}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual(there.figures.byChannelAndKind);
    expect(events.every(({ envelope }) => envelope.origin === 'history')).toBe(true);
  });

  it('changes nothing when it is sent again', async () => {
    const again = await place.json<Simulated>(...history, '--url', app.url, '--key', KEYS.intake);
    expect(again).toMatchObject({ recorded: 0, repeated: again.figures.events.sent, quarantined: 0 });
  });

  it('says what is wrong when it is refused, or nobody answers', async () => {
    expect(await place.tool(...history, '--url', app.url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--url needs --key') as string,
    });
    expect(await place.tool(...history, '--url', app.url, '--key', 'nonsense')).toMatchObject({
      code: 1,
      err: expect.stringContaining('answered 401') as string,
    });
    expect(await place.tool(...history, '--url', 'http://127.0.0.1:9', '--key', 'k')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/127\.0\.0\.1:9\S* does not answer/) as string,
    });
  });

  it('can be tried without recording anything', async () => {
    const tried = await place.json<Simulated>(...history, '--dry-run');
    expect(tried).toMatchObject({ recorded: 0, repeated: 0 });
    expect(tried.figures.touches).toBe(500);
  });
});
