import { eventLine } from './event-line.js';

describe('a line of exported events', () => {
  it('is read with its envelope to the letter', () => {
    const text = '{"id":"x", "n":1.0,"payload":{"2":"}","1":"\\u00e9"}}';
    const line = `{"position":7,"recordedAt":"2026-03-01T00:00:00.001Z","stream":"deal-\\"a\\"","revision":3,"envelope":${text}}`;
    expect(eventLine(line)).toEqual({
      position: 7,
      recordedAt: Date.UTC(2026, 2, 1, 0, 0, 0, 1),
      stream: 'deal-"a"',
      revision: 3,
      text,
    });
  });

  it.each([
    ['another order', '{"stream":"a","position":7,"recordedAt":"2026-03-01T00:00:00Z","revision":3,"envelope":{}}'],
    ['no moment', '{"position":7,"recordedAt":"yesterday","stream":"a","revision":3,"envelope":{}}'],
    ['a broken name', '{"position":7,"recordedAt":"2026-03-01T00:00:00Z","stream":"\\x","revision":3,"envelope":{}}'],
    ['half a line', '{"position":7,"recordedAt":"2026-03-01T00:00:00Z","stream":"a","revision":3,"envelope":{"id"'],
  ])('is none with %s', (_what, line) => {
    expect(eventLine(line)).toBeNull();
  });
});
