import { connectClient } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { DatabaseGuards, GuardsHeld } from './guards.js';

describe('guards of a database', () => {
  let database: TestDatabase;
  const opened: DatabaseGuards[] = [];
  /** As of another process each. */
  const guards = (patienceMs?: number): DatabaseGuards => {
    const one = new DatabaseGuards(database.url, patienceMs);
    opened.push(one);
    return one;
  };

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await database.close();
  });

  /** Work that ends when it is told to. */
  function work() {
    let end = (): void => undefined;
    let began = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const begun = new Promise<void>((resolve) => (began = resolve));
    return {
      end,
      begun,
      run: () => {
        began();
        return ended;
      },
    };
  }

  it('let one after the other work that names the same, in whatever process and order they are named', async () => {
    const all = [guards(), guards()];
    let [at, most, total] = [0, 0, 0];
    const one = async (): Promise<void> => {
      most = Math.max(most, ++at);
      await new Promise((resolve) => setTimeout(resolve, 2));
      at--;
      total++;
    };
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => all[i % 2]!.holding(i % 3 === 0 ? ['b', 'a'] : ['a', 'b'], one)),
    );
    expect([most, total]).toEqual([1, 40]);
  });

  it('keep nobody from what others do not name, however many wait', async () => {
    const own = guards();
    const long = work();
    const held = own.holding(['a'], long.run);
    await long.begun;
    const waiting = Array.from({ length: 12 }, () => own.holding(['a'], () => Promise.resolve('then')));
    expect(await own.holding(['b'], () => Promise.resolve('at once'))).toBe('at once');
    long.end();
    await held;
    expect(await Promise.all(waiting)).toEqual(Array<string>(12).fill('then'));
  });

  it('let any number work at once that name other things', async () => {
    const own = guards();
    const all = Array.from({ length: 30 }, work);
    const held = all.map(({ run }, i) => own.holding([`a${i}`, `b${i}`], run));
    await Promise.all(all.map(({ begun }) => begun));
    const other = guards(300);
    await expect(other.holding(['b17'], () => Promise.resolve())).rejects.toThrow(GuardsHeld);
    for (const { end } of all) end();
    await Promise.all(held);
    expect(await other.holding(['b17'], () => Promise.resolve('free'))).toBe('free');
  });

  it('begin anew after their connection broke', async () => {
    const [own, other] = [guards(), guards(2_000)];
    const long = work();
    const held = own.holding(['a'], long.run);
    await long.begun;
    const client = await connectClient(database.url, 'test');
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    await client.end();
    expect(rowCount).toBe(1);
    // what it held, others may have; and who held it has another connection for what is guarded next
    expect(await other.holding(['a'], () => Promise.resolve('theirs'))).toBe('theirs');
    const again = work();
    const holding = own.holding(['b'], again.run);
    await again.begun;
    await expect(guards(300).holding(['b'], () => Promise.resolve())).rejects.toThrow(GuardsHeld);
    long.end();
    again.end();
    await Promise.all([held, holding]);
  });

  it('keep nobody from what is free while others hold what many wait for', async () => {
    const [own, other] = [guards(5_000), guards()];
    const theirs = Array.from({ length: 8 }, work);
    const held = theirs.map(({ run }, i) => other.holding([`a${i}`], run));
    await Promise.all(theirs.map(({ begun }) => begun));
    const waiting = theirs.map((_, i) => own.holding([`a${i}`], () => Promise.resolve(i)));
    expect(await own.holding(['free'], () => Promise.resolve('at once'))).toBe('at once');
    // and what was free of several names is given back while the others are waited for
    const both = own.holding(['a0', 'free'], () => Promise.resolve('both'));
    for (const { end } of theirs) end();
    expect(await Promise.all(waiting)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await both).toBe('both');
    await Promise.all(held);
  });

  it('end with work that fails', async () => {
    const own = guards();
    await expect(own.holding(['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await own.holding(['a'], () => Promise.resolve(1))).toBe(1);
  });

  it('tell whoever waited too long, in this process and in another one, and let who comes later wait for who works', async () => {
    const [own, other] = [guards(300), guards(300)];
    const long = work();
    const held = own.holding(['a'], long.run);
    await long.begun;
    await expect(own.holding(['a'], () => Promise.resolve())).rejects.toThrow(GuardsHeld);
    await expect(other.holding(['b', 'a'], () => Promise.resolve())).rejects.toThrow(
      new GuardsHeld(['a', 'b']).message,
    );
    const later = own.holding(['a'], () => Promise.resolve('later'));
    long.end();
    await held;
    expect(await later).toBe('later');
  });
});
