import { Pace } from './progress.js';

describe('the pace of a file', () => {
  const so = (bytes: number, rows: number) => ({
    bytes,
    rows,
    recorded: rows,
    repeated: 0,
    refused: 0,
    leftOut: 0,
    types: [],
    reasons: [],
  });

  it('is that of the last seconds, and says how long the rest takes', () => {
    let now = 1_000_000;
    const pace = new Pace(10_000, () => now);
    expect(pace.progress()).toMatchObject({ bytes: 0, totalBytes: 10_000, rate: 0, secondsLeft: null });
    // slow at first, ten times as fast then
    for (let second = 1; second <= 20; second++) {
      now += 1_000;
      pace.at(so(second * 10, second));
    }
    expect(pace.progress()).toMatchObject({ rate: 1, secondsLeft: 980 });
    for (let second = 1; second <= 11; second++) {
      now += 1_000;
      pace.at(so(200 + second * 100, 20 + second * 10));
    }
    expect(pace.progress()).toMatchObject({ rows: 130, recorded: 130, rate: 10, secondsLeft: 87 });
    // nothing comes any more
    now += 30_000;
    expect(pace.progress().rate).toBeLessThan(4);
    pace.end();
    expect(pace.progress()).toEqual({
      bytes: 1_300,
      totalBytes: 10_000,
      rows: 130,
      recorded: 130,
      repeated: 0,
      refused: 0,
      rate: 0,
      secondsLeft: null,
      startedAt: new Date(1_000_000).toISOString(),
    });
  });
});
