import fc from 'fast-check';
import { contactsLinked, contactsUnlinked, type NewEvent } from '#kernel';
import { naiveContacts } from '../../../kernel/test/naive-contacts.js';
import { ChaosFeed } from '../../test/chaos-feed.js';
import { believedAt, mapAt, sortedMap, tangled } from '../../test/tangled.js';
import { seeded, World, type Who } from '../../test/world.js';
import type { ProjectionEngine } from '../engine/projection-engine.js';

/** What a run failed with is said with its seed by fast-check; shrinking would need a database for each try. */
const few = { numRuns: 2, endOnFailure: true } as const;
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const WORKERS = 4;

/** A world with the same secrets and keys, and a log of its own. */
async function twin(world: World): Promise<World> {
  const other = await World.begun();
  Object.assign(other, { vault: world.vault, ids: world.ids });
  return other;
}

async function played(world: World, events: readonly NewEvent[]): Promise<ProjectionEngine> {
  const engine = world.engine();
  await engine.start();
  await world.append(...events);
  await engine.drained();
  return engine;
}

/** What is said of fields at a position, and the contacts then. */
async function knownAt(world: World, at: number): Promise<unknown> {
  const { rows } = await world.pool.query(
    `select contact, field, value, source, event, valid_from, valid_to from read.contacts_field
     where believed_from <= $1 and (believed_until is null or believed_until > $1)
     order by contact, field, valid_from nulls first`,
    [at],
  );
  return { rows: rows as unknown[], map: sortedMap(await mapAt(world, at)) };
}

describe('the identity map and what is read through it', () => {
  it('come to the same contacts and digests however the lanes of a log are delivered', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = seeded(seed);
        const calm = await World.begun();
        const other = await calm.begunBeside();
        const story = await tangled(calm, random, 250);
        const expected = await calm.digests(await played(calm, story.events), 'all');
        const head = story.events.length;
        expect(sortedMap(await mapAt(calm, head))).toEqual(sortedMap(naiveContacts(believedAt(story, head))));
        const recorded = await calm.recorded();
        const workers = Array.from({ length: WORKERS }, (_, w) =>
          other.engine({
            feed: new ChaosFeed(
              recorded,
              random,
              Array.from({ length: 64 }, (_l, lane) => lane).filter((lane) => lane % WORKERS === w),
            ),
            batchSize: 1 + Math.floor(random() * 60),
          }),
        );
        for (const worker of workers) await worker.start();
        await workers[0]!.drained(head);
        expect(await other.digests(workers[0]!, 'all')).toEqual(expected);
        await other.close();
        await calm.close();
      }),
      few,
    );
  });

  it('are at each position what a log that ends there gives', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = seeded(seed);
        const whole = await World.begun();
        const { events } = await tangled(whole, random, 200);
        await played(whole, events);
        for (const at of [60, 140].map((from) => from + Math.floor(random() * 60))) {
          const cut = await twin(whole);
          await played(cut, events.slice(0, at));
          expect([at, await knownAt(whole, at)]).toEqual([at, await knownAt(cut, at)]);
          await cut.close();
        }
        await whole.close();
      }),
      few,
    );
  });

  it('are as if nobody had ever been linked once all are taken apart, after any links and unlinks', async () => {
    const people = [0, 1, 2, 3].map((n): Who => ({ user: `u${n}`, email: `e${n}@example.com`, anonymous: `a${n}` }));
    const one = fc.nat(people.length - 1);
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ says: fc.constant('link' as const), x: one, y: one }) },
      { weight: 2, arbitrary: fc.record({ says: fc.constant('unlink' as const), x: one, y: one }) },
      // some messages name identifiers of two of them
      {
        weight: 4,
        arbitrary: fc.record({ says: fc.constantFrom('touch' as const, 'describe' as const), x: one, y: one }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 120 }), async (steps) => {
        const linked = await World.begun();
        const never = await twin(linked);
        const day = '2026-01-01T10:00:00.000Z';
        const facts: NewEvent[] = [];
        for (const who of people) facts.push(await linked.touch(who, day));
        const all = [...facts];
        const between = new Set<string>();
        const judge = async (says: 'link' | 'unlink', x: number, y: number): Promise<void> => {
          if (x === y) return;
          const [node, other] = [linked.nodes(people[x]!).profile, linked.nodes(people[y]!).profile];
          between.add([Math.min(x, y), Math.max(x, y)].join(' '));
          all.push(await linked.other((says === 'link' ? contactsLinked : contactsUnlinked).of({ node, other }, {})));
        };
        for (const [i, { says, x, y }] of steps.entries()) {
          if (says === 'link' || says === 'unlink') {
            await judge(says, x, y);
            continue;
          }
          const who = { ...people[x]!, anonymous: `a${y}` };
          const event = await (says === 'touch'
            ? linked.touch(who, day)
            : linked.describe(who, day, { plan: `p${i}` }));
          facts.push(event);
          all.push(event);
        }
        for (const pair of between) {
          const [x, y] = pair.split(' ').map(Number) as [number, number];
          await judge('unlink', x, y);
        }
        const expected = await never.digests(await played(never, facts), 'now');
        expect(await linked.digests(await played(linked, all), 'now')).toEqual(expected);
        await never.close();
        await linked.close();
      }),
      few,
    );
  });
});
