import { collector } from '../testing/tool.js';
import { Output } from './output.js';
import { Progress } from './progress.js';
import { bytes, duration, number, tableLines } from './table.js';

describe('what a command says', () => {
  it('is lines for people, or one JSON object and nothing else', () => {
    const [out, err] = [collector(), collector()];
    new Output(false, out, err).result({ count: 2 }, ['two', 'lines']);
    expect(out.text).toBe('two\nlines\n');
    const machine = collector();
    new Output(true, machine, err).result({ count: 2 }, ['two', 'lines']);
    expect(machine.text).toBe('{"count":2}\n');
    expect(err.text).toBe('');
  });

  it('aligns tables, numbers to the right', () => {
    const rows = [
      { name: 'contacts', lag: 12_345 },
      { name: 'x', lag: null },
    ];
    expect(
      tableLines(rows, [
        { title: 'NAME', value: (row) => row.name },
        { title: 'LAG', value: (row) => row.lag, right: true },
      ]),
    ).toEqual(['NAME         LAG', 'contacts  12,345', 'x              -']);
    expect(tableLines([], [])).toEqual([]);
  });

  it('writes numbers, sizes and durations as people read them', () => {
    expect([number(1_234_567.4), bytes(999), bytes(12_300_000)]).toEqual(['1,234,567', '999 B', '12.3 MB']);
    expect([duration(0.4), duration(59), duration(200), duration(7_500)]).toEqual([
      '0 s',
      '59 s',
      '3 min 20 s',
      '2 h 5 min',
    ]);
  });
});

describe('progress', () => {
  it('rewrites one line with a bar, rate and time left on a terminal', () => {
    const sink = collector(true);
    let now = 0;
    const progress = new Progress(sink, 'Reading', 1_000, 'events', () => now);
    progress.at(10);
    expect(sink.text).toBe('');
    now = 1_000;
    progress.at(250);
    expect(sink.text).toBe('\r\u001b[2KReading: [######..................] 25 %, 250 of 1,000 events, 250/s, 3 s left');
    now = 4_000;
    progress.done(1_000);
    expect(sink.text.endsWith('\r\u001b[2KReading: 1,000 events in 4 s\n')).toBe(true);
  });

  it('is plain lines now and then when piped', () => {
    const sink = collector();
    let now = 0;
    const progress = new Progress(sink, 'Reading', null, 'events', () => now);
    for (now = 0; now <= 11_000; now += 100) progress.at(now);
    progress.done(11_000);
    expect(sink.text).toBe(
      'Reading: 5,000 events, 1,000/s\nReading: 10,000 events, 1,000/s\nReading: 11,000 events in 11 s\n',
    );
  });

  it('fits the width of the terminal', () => {
    const sink = { ...collector(true), columns: 30 };
    const seen: string[] = [];
    let now = 0;
    const progress = new Progress(
      { ...sink, write: (text) => seen.push(text) },
      'Reading everything there is',
      9,
      'events',
      () => now,
    );
    now = 1_000;
    progress.at(1);
    expect(seen[0]!.replace('\r\u001b[2K', '')).toHaveLength(29);
  });
});
