import { ChangeGatherer, LiveConnection, readMessage, waitBefore, type LiveState, type Source } from './connection.js';

class FakeSource implements Source {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  private readonly listeners: ((event: { data: string }) => void)[] = [];
  close(): void {
    this.closed = true;
  }
  addEventListener(type: string, listener: (event: { data: string }) => void): void {
    if (type === 'message') this.listeners.push(listener);
  }
  say(data: string): void {
    for (const listener of this.listeners) listener({ data });
  }
}

function connected() {
  const sources: FakeSource[] = [];
  const states: LiveState[] = [];
  const changes: string[][] = [];
  const said = { returns: 0, freshness: 0 };
  const connection = new LiveConnection({
    connect: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    onState: (state) => states.push(state),
    onChanged: (changed) => changes.push([...changed]),
    onFreshness: () => said.freshness++,
    onReturn: () => said.returns++,
    now: () => 0,
    random: () => 1,
  });
  connection.start();
  return { connection, sources, states, changes, said };
}

describe('the live connection', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('passes on what changed and how fresh it is, and nothing that is not a message', () => {
    const { sources, changes, said, connection } = connected();
    sources[0]!.onopen?.();
    sources[0]!.say('{"changed":["contacts"],"position":7}');
    sources[0]!.say('{"freshness":{"position":7,"head":7,"lagSeconds":0}}');
    sources[0]!.say('not json');
    expect(changes).toEqual([['contacts']]);
    expect(said.freshness).toBe(1);
    expect(readMessage('3')).toBeNull();
    connection.stop();
  });

  it('opens again with back-off, and says that it is back so that everything is asked again', () => {
    const { sources, states, said, connection } = connected();
    sources[0]!.onopen?.();
    sources[0]!.onerror?.();
    expect(sources[0]!.closed).toBe(true);
    expect(states.at(-1)).toEqual({ status: 'lost', retryAt: 500 });
    jest.advanceTimersByTime(500);
    sources[1]!.onerror?.();
    expect(states.at(-1)).toEqual({ status: 'lost', retryAt: 1000 });
    jest.advanceTimersByTime(1000);
    sources[2]!.onopen?.();
    expect(states.at(-1)).toEqual({ status: 'open' });
    expect(said.returns).toBe(1);
    connection.stop();
  });

  it('tries at once when told to, and not beside a connection that is there', () => {
    const { sources, connection } = connected();
    connection.retryNow();
    expect(sources).toHaveLength(1);
    sources[0]!.onerror?.();
    connection.retryNow();
    expect(sources).toHaveLength(2);
    jest.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(2);
    connection.stop();
  });

  it('does not come back after it was stopped', () => {
    const { sources, connection } = connected();
    sources[0]!.onerror?.();
    connection.stop();
    jest.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
  });

  it('waits twice as long each time, at most half a minute', () => {
    expect([0, 1, 2, 3].map((attempt) => waitBefore(attempt, 1))).toEqual([500, 1000, 2000, 4000]);
    expect(waitBefore(20, 1)).toBe(30_000);
    expect(waitBefore(20, 0)).toBe(22_500);
  });
});

describe('gathering changes', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('passes the first on at once and the rest together', () => {
    const passed: string[][] = [];
    const gatherer = new ChangeGatherer((changed) => passed.push([...changed].sort()), 300);
    gatherer.add(['contacts']);
    expect(passed).toEqual([['contacts']]);
    gatherer.add(['contacts']);
    gatherer.add(['staff', 'contacts']);
    expect(passed).toHaveLength(1);
    jest.advanceTimersByTime(300);
    expect(passed).toEqual([['contacts'], ['contacts', 'staff']]);
    jest.advanceTimersByTime(1000);
    expect(passed).toHaveLength(2);
    gatherer.add(['effects']);
    expect(passed).toHaveLength(3);
    gatherer.stop();
  });
});
