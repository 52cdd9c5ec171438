import type { KpiAnswer } from '#queries';
import { ORACLES, simulateDealings } from '#simulator';
import { workplace, type Workplace } from '../../testing/tool.js';

interface Simulated {
  readonly recorded: number;
  readonly dealings: { readonly made: number; readonly recorded: number; readonly repeated: number } | null;
}

const touches = 1_500;
const until = '2026-03-01T00:00:00.000Z';
const history = ['simulate', '--touches', String(touches), '--seed', '5', '--until', until];

describe('the business of a simulated company', () => {
  const dealings = [...simulateDealings({ seed: 5, touches, until: Date.parse(until) })];
  let place: Workplace;
  let simulated: Simulated;
  beforeAll(async () => {
    place = await workplace();
    simulated = await place.json<Simulated>(...history);
  });
  afterAll(() => place.close());

  it('is recorded beside the touches, once', async () => {
    const made = dealings.length;
    expect(simulated.dealings).toMatchObject({ made, recorded: made, repeated: 0 });
    const again = await place.json<Simulated>(...history);
    expect(again).toMatchObject({ recorded: 0, dealings: { made, recorded: 0, repeated: made } });
  });

  it('gives the figures that the simulator says, among the touches', async () => {
    const asked = {
      from: Date.parse('2024-03-01'),
      to: Date.parse(until),
      asOf: Date.now(),
      knownUpTo: dealings.length,
    };
    for (const name of ['win-rate', 'reopen-rate', 'queue-depth', 'logo-churn', 'handoff-acceptance']) {
      const { value, numerator, denominator } = ORACLES[name]!(dealings, asked);
      const answer = await place.json<KpiAnswer>('kpi', name, '--from', '2024-03-01', '--to', '2026-03-01');
      expect({ name, value: answer.value }).toEqual({ name, value });
      if (denominator !== undefined) expect(answer).toMatchObject({ numerator, denominator });
    }
  });

  it('adds up in the ledger, with all that is said of somebody', async () => {
    const { ledger, off } = await place.json<{ ledger: object[]; off: number }>('ledger');
    const even = { source: 'simulation', lost: 0, state: 'even' };
    // Deals that a file brought in have a line of their own.
    const file = { ...even, received: 8, recorded: 8, import: expect.any(String) as string };
    expect(ledger).toEqual([expect.objectContaining({ ...even, import: null }), expect.objectContaining(file)]);
    expect(off).toBe(0);
  });

  it('can be rebuilt: read models built anew are the live ones', async () => {
    const { findings, digests } = await place.json<{
      findings: object[];
      digests: { name: string; hash: string; rebuilt: string | null }[];
    }>('verify');
    expect(digests.filter(({ hash, rebuilt }) => hash !== rebuilt)).toEqual([]);
    expect(findings).toEqual([]);
  });

  it('is left out where touches only are wanted', async () => {
    expect(await place.json<Simulated>(...history, '--touches-only', '--dry-run')).toMatchObject({ dealings: null });
    const tried = await place.json<Simulated>(...history, '--dry-run');
    expect(tried).toMatchObject({ recorded: 0, dealings: { made: dealings.length, recorded: 0 } });
  });
});
