import { randomUUID } from 'node:crypto';
import { MAX_EVENT_BYTES, type NewEvent } from '../envelope.js';
import type { EventLog } from '../ports/event-log.js';
import type { LogStore } from './log-store.js';
import { decided, streamOf, touch, touching } from './sample-events.js';

/** Texts that stores and drivers have stumbled over. */
const AWKWARD: Readonly<Record<string, string>> = {
  'quotes and backslashes': String.raw`"' \ \\ \" {a,b} {"x"} $1 %s \x01 \u0041`,
  'control characters': Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join('') + '\u007f\u0085',
  'a letter and its composed form': 'e\u0301 \u00e9 \u212b \u00c5',
  'letters of many scripts': 'ÄÖÜß Ж田語 العربية עברית ไทย देवनागरी 한국어 ﬁ ǅ',
  'outside the basic plane': '𝒳 🧑🏽‍🚀 𠜎 \u{10ffff}',
  'separators and marks': '\u2028 \u2029 \u00a0 \u200b \u200d \ufeff \u202e \u061c',
  noncharacters: '\ufffe \uffff \ufffd \ufdd0 \u{1fffe}',
  'the driver’s own words': 'NULL null {} [] ,,, \t\n\r\n\\N \\.',
};

/** A touch with this text in place of its own. */
function withText(change: (text: string) => string): NewEvent {
  const made = touch();
  return { ...made, text: change(made.text) };
}

/** What can be stored is stored exactly, what cannot is refused by name, and neither touches its neighbours. */
export function storableContract(makeStore: () => Promise<LogStore>): void {
  let store: LogStore;
  let log: EventLog;
  beforeAll(async () => {
    store = await makeStore();
    log = await store.open();
  });
  afterAll(() => store.close());

  it.each(Object.entries(AWKWARD))('stores %s to the letter', async (_name, text) => {
    const made = [touch({ text }), touch({ text: text + text }), touch({ text: `x${text}` })];
    const outcomes = await log.appendAll(made.map(touching));
    expect(outcomes.every((outcome) => outcome.kind === 'appended')).toBe(true);
    for (const one of made) {
      const [read] = await log.readStream(streamOf(one));
      expect(read!.text).toBe(one.text);
      expect((JSON.parse(read!.text) as { payload: { text: string } }).payload.text).toContain(text);
    }
  });

  it('stores every character of the basic plane, and some beyond, to the letter', async () => {
    const blocks: string[] = [];
    for (let from = 0; from < 0x1_4000; from += 0x400) {
      let block = '';
      for (let code = Math.max(from, 1); code < from + 0x400; code++)
        if (code < 0xd800 || code > 0xdfff) block += String.fromCodePoint(code);
      if (block !== '') blocks.push(block);
    }
    const made = blocks.map((text) => touch({ text }));
    await log.appendAll(made.map(touching));
    const read = await Promise.all(made.map(async (one) => (await log.readStream(streamOf(one)))[0]?.text));
    expect(read).toEqual(made.map((one) => one.text));
  });

  it('keeps numbers, member order, white space and doubled members as they were written', async () => {
    const made = withText((text) =>
      text.replace('"payload":{', '"payload" : { "n": 1e400, "z":-0.0, "a": 12345678901234567890,\n"a":2, '),
    );
    await log.append(streamOf(made), [made], 'none');
    expect((await log.readStream(streamOf(made)))[0]!.text).toBe(made.text);
  });

  const refused: readonly [string, NewEvent, RegExp][] = [
    ['U+0000', withText((text) => text.replace('a tester', 'a\u0000tester')), /U\+0000 at character \d+/],
    ['a lone surrogate', withText((text) => text.replace('a tester', '\ud83d')), /lone surrogate U\+D83D at character/],
    ['a text that is not JSON', withText((text) => text.slice(0, -1)), /./],
    ['an id that is no UUID', { ...touch(), id: 'nonsense' as NewEvent['id'] }, /UUID/],
    ['a fingerprint that is no UUID', { ...touch(), fingerprint: 'nonsense' }, /UUID/],
  ];
  it.each(refused)('refuses %s by name, and stores what came with it', async (_name, bad, reason) => {
    const good = Array.from({ length: 6 }, () => touch());
    const requests = [...good.slice(0, 3), bad, ...good.slice(3)].map(touching);
    const outcomes = await log.appendAll(requests);
    expect(outcomes[3]).toMatchObject({ kind: 'refused', code: 'event.unstorable' });
    expect((outcomes[3] as { reason: string }).reason).toMatch(reason);
    const others = outcomes.filter((_, i) => i !== 3);
    expect(others.every((outcome) => outcome.kind === 'appended' && outcome.duplicate === 'no')).toBe(true);
    expect((await log.locate(good.map((one) => one.id))).size).toBe(6);
  });

  it('refuses what does not fit its stream', async () => {
    const made = touch();
    expect(await log.append(streamOf(touch()), [made], 'none')).toMatchObject({ kind: 'refused' });
    expect(await log.append(streamOf(made), [made, touch()], 'none')).toMatchObject({ kind: 'refused' });
    const stream = `deal-${randomUUID()}`;
    expect(await log.append(stream, [decided('deal-of-others')], 'none')).toMatchObject({ kind: 'refused' });
    expect(await log.append(stream, [made], 'none')).toMatchObject({ kind: 'refused' });
    expect(await log.append(`deal-\u0000`, [decided('deal-\u0000')], 'none')).toMatchObject({ kind: 'refused' });
    const twice = decided(stream);
    expect(await log.append(stream, [twice, twice], 'none')).toMatchObject({ kind: 'refused' });
    expect(await log.readStream(stream)).toEqual([]);
  });

  it('stores an event of 256 KB, refuses one byte more, and small ones beside it never mind', async () => {
    const filled = (size: number, letter: string): NewEvent =>
      withText((text) => {
        const room = size - Buffer.byteLength(text);
        const width = Buffer.byteLength(letter);
        return text.replace('a tester', `a tester${letter.repeat(room / width)}${'x'.repeat(room % width)}`);
      });
    const [ascii, wide, over] = [
      filled(MAX_EVENT_BYTES, 'x'),
      filled(MAX_EVENT_BYTES, '田'),
      filled(MAX_EVENT_BYTES + 1, 'é'),
    ];
    const [before, between, last] = [touch(), touch(), touch()];
    const outcomes = await log.appendAll([before, ascii, between, over, wide, last].map(touching));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'appended',
      'appended',
      'appended',
      'refused',
      'appended',
      'appended',
    ]);
    expect(outcomes[3]).toMatchObject({ code: 'event.too-large' });
    expect((outcomes[3] as { reason: string }).reason).toContain(over.id);
    for (const one of [ascii, wide]) expect((await log.readStream(streamOf(one)))[0]!.text === one.text).toBe(true);
  });

  it('refuses a call that is wrong in itself', async () => {
    const stream = `deal-${randomUUID()}`;
    await expect(log.append(stream, [], 'any')).rejects.toThrow(RangeError);
    const many = Array.from({ length: 1_001 }, () => decided(stream));
    await expect(log.append(stream, many, 'any')).rejects.toThrow('1 to 1000 events, not 1001');
    await expect(log.append(stream, [decided(stream)], -1)).rejects.toThrow(RangeError);
    expect(await log.append(stream, many.slice(0, 1_000), 'none')).toMatchObject({ kind: 'appended', revision: 999 });
  });
}
