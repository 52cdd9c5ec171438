import { contactDescribed } from '#journey';
import { contactsLinked, contactsUnlinked, type AppendRequest, type Identifier } from '#kernel';
import { openLog } from './filled-log.js';
import { median, say, seconds, type BenchServer } from './harness.js';
import { batches, BENCH_SOURCE, happeningRequest, nodesOf, statedTouch, type StatedTouch } from './touches.js';

/** The append of what a person says of two identifiers. */
export function judgementRequest(says: 'together' | 'apart', x: string, y: string, name: string): AppendRequest {
  const [node, other] = x < y ? [x, y] : [y, x];
  const happening = (says === 'together' ? contactsLinked : contactsUnlinked).of({ node, other }, {});
  return happeningRequest(happening, name, undefined, { kind: 'person', id: BENCH_SOURCE });
}

/** How many identifiers the large contact has, how many people the cookie met, how many touches the linked have each. */
const NODES = 1_000;
const PEOPLE = 500;
const TOUCHES = 50_000;
const ROUNDS = 5;

let messages = 0;
function touchOf(...identifiers: Identifier[]): StatedTouch {
  const n = messages++;
  return { ...statedTouch(n, 1), messageId: `case-${n}`, identifiers };
}

const user = (value: string): Identifier => ({ kind: 'user', value });
const email = (value: string): Identifier => ({ kind: 'email', value: `${value}@case.example` });
const anonymous = (value: string): Identifier => ({ kind: 'anonymous', value, namespace: 'website' });

/** Milliseconds from an event until all read models hold it, in cases that are large, one after the other. */
export async function largeCases(server: BenchServer): Promise<Record<string, number>> {
  const opened = await openLog(server);
  const engine = opened.engine();
  await engine.start();
  const shown = async (requests: readonly AppendRequest[]): Promise<number> => {
    const took = await seconds(async () => {
      for (const some of batches(requests, 2_000)) await opened.log.appendAll(some);
      await engine.drained();
    });
    return took * 1_000;
  };
  const cases: Record<string, number> = {};
  const told = async (name: string, requests: readonly AppendRequest[]): Promise<void> => {
    cases[name] = await shown(requests);
    say(`${name}: ${cases[name].toFixed(0)} ms`);
  };
  const each = (count: number, of: (i: number) => StatedTouch): Promise<AppendRequest[]> =>
    opened.requests(Array.from({ length: count }, (_, i) => of(i)));

  await told('warm', await each(10, (i) => touchOf(user(`warm-${i}`))));
  await told('contactOf1000', await each(NODES, (i) => touchOf(user('many'), email(`many-${i}`))));
  cases['oneMoreOf1000'] = await again(shown, (i) => each(1, () => touchOf(user('many'), email(`more-${i}`))));
  await told(
    'cookieOf500',
    await each(PEOPLE, (i) => touchOf(user(`met-${i}`), email(`met-${i}`), anonymous('kiosk'))),
  );
  cases['oneMoreOf500'] = await again(shown, (i) =>
    each(1, () => touchOf(user(`later-${i}`), email(`later-${i}`), anonymous('kiosk'))),
  );
  await told('touched', await each(2 * TOUCHES, (i) => touchOf(user(`busy-${i % 2}`), anonymous(`busy-${i % 200}`))));
  // and a statement about them for every hundred touches
  const keys = await opened.vault.ensure([0, 1].map((i) => nodesOf(touchOf(user(`busy-${i}`)))[0]!));
  await told(
    'described',
    Array.from({ length: TOUCHES / 50 }, (_, i) => {
      const { identifiers } = touchOf(user(`busy-${i % 2}`));
      const [profile] = nodesOf(touchOf(...identifiers));
      const traits = { name: `Busy ${i % 2}`, plan: `plan-${i % 7}`, seats: `${i}` };
      const said = identifiers.map(({ kind, namespace = '', value }) => ({ kind, namespace, value }));
      const happening = contactDescribed.of(
        { profile: profile!, others: [] },
        { traits, identifiers: said },
        { when: { precision: 'instant', at: statedTouch(i, 1).occurredAt } },
      );
      return happeningRequest(happening, `described-${i}`, keys);
    }),
  );
  const [one, other] = [nodesOf(touchOf(user('busy-0')))[0]!, nodesOf(touchOf(user('busy-1')))[0]!];
  const [links, unlinks]: [number[], number[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    links.push(await shown([judgementRequest('together', one, other, `together-${i}`)]));
    unlinks.push(await shown([judgementRequest('apart', one, other, `apart-${i}`)]));
  }
  cases['link'] = median(links);
  cases['unlink'] = median(unlinks);
  for (const name of ['oneMoreOf1000', 'oneMoreOf500', 'link', 'unlink']) say(`${name}: ${cases[name]!.toFixed(0)} ms`);
  await opened.close();
  return cases;
}

/** The middle of some times. */
async function again(
  shown: (requests: readonly AppendRequest[]) => Promise<number>,
  next: (i: number) => Promise<readonly AppendRequest[]>,
): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < ROUNDS; i++) took.push(await shown(await next(i)));
  return median(took);
}
