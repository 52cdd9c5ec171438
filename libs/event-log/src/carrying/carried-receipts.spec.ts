import { carriedReceipts } from './carried-receipts.js';

const touch = (position: number, at: string, source = 'web', imported: string | null = null) => ({
  position,
  recordedAt: Date.parse(at),
  import: imported,
  prepared: { source } as never,
});

describe('receipts of what is carried over', () => {
  it('are one for each source and import, and never of two days, wherever these begin', () => {
    const made = carriedReceipts([
      touch(1, '2026-03-01T18:14:59.998Z'),
      touch(2, '2026-03-01T18:14:59.999Z'),
      touch(4, '2026-03-01T18:14:59.999Z', 'shop', 'i-1'),
      touch(5, '2026-03-01T18:15:00.000Z'),
      touch(7, '2026-03-01T18:29:59.999Z'),
    ]);
    expect(made.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest }))).toEqual([
      { at: '2026-03-01T18:14:59.998Z', source: 'web', import: null, events: 2, first: 1, last: 2 },
      { at: '2026-03-01T18:14:59.999Z', source: 'shop', import: 'i-1', events: 1, first: 4, last: 4 },
      { at: '2026-03-01T18:15:00.000Z', source: 'web', import: null, events: 2, first: 5, last: 7 },
    ]);
  });
});
