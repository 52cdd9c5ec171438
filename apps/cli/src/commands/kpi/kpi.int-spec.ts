import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KpiAnswer } from '#queries';
import { workplace, type Workplace } from '../../testing/tool.js';

describe('figures on the command line', () => {
  let place: Workplace;

  beforeAll(async () => {
    place = await workplace();
    await place.json(
      'simulate',
      '--touches',
      '1000',
      '--seed',
      '5',
      '--until',
      '2026-03-01T00:00:00Z',
      '--touches-only',
    );
  });
  afterAll(() => place.close());

  it('are listed with what they mean', async () => {
    const { kpis } = await place.json<{ kpis: { name: string; definition: object }[] }>('kpi');
    expect(kpis.find(({ name }) => name === 'open-rate')).toMatchObject({
      unit: 'ratio',
      slices: ['campaign', 'variant', 'source'],
    });
    expect((await place.tool('kpi')).out).toMatch(/^NAME .*\n[\s\S]*brand-reach +count +marketing/);
    expect((await place.tool('kpi', '--csv')).out).toMatch(/^kpi,version,.*\r\n[\s\S]*brand-reach,2,count,marketing,/);
  });

  it('hold everything recorded, though nothing follows the log: as JSON, CSV and lines', async () => {
    const reach = await place.json<KpiAnswer>('kpi', 'brand-reach', '--by', 'channel');
    expect(reach).toMatchObject({ kpi: 'brand-reach', version: 2, unit: 'count' });
    expect(reach.value).toBeGreaterThan(10);
    expect(reach.rows.reduce((sum, row) => sum + (row.value ?? 0), 0)).toBe(reach.value);
    const csv = (await place.tool('kpi', 'brand-reach', '--by', 'channel', '--csv')).out.trimEnd().split('\r\n');
    expect(csv[0]).toBe('kpi,version,bucket,channel,value,numerator,denominator,n,median,mean,p90,currency');
    expect(csv).toHaveLength(reach.rows.length + 1);
    const { value, slice } = reach.rows[0]!;
    expect(csv[1]).toBe(`brand-reach,2,,${slice['channel']},${value},${value},,${value},,,,`);
    const lines = (await place.tool('kpi', 'brand-reach', '--by', 'channel', '--where', `channel=${slice['channel']}`))
      .out;
    expect(lines).toMatch(/^Brand reach, the beginning to now: \d+\n/);
    expect(lines).toContain(`${slice['channel']}`);
  });

  it('say which variant of what is better, where it can be told', async () => {
    const { verdicts } = await place.json<KpiAnswer>('kpi', 'variant-verdict', '--by', 'variant');
    expect(verdicts).toMatchObject([{ enough: false, winner: null }]);
    const lines = (await place.tool('kpi', 'variant-verdict', '--by', 'variant')).out;
    expect(lines).toMatch(/VARIANT .* LOWER +UPPER\n[\s\S]*\ntoo few to tell\n/);
  });

  it('are those of a period, by its parts, beside the one before, and of other moments', async () => {
    const year = ['--from', '2025-03-01', '--to', '2026-03-01'];
    const months = await place.json<KpiAnswer>(
      'kpi',
      'brand-reach',
      ...year,
      '--bucket',
      'month',
      '--compare',
      'previous',
    );
    expect(months.rows).toHaveLength(12);
    expect(months.rows.reduce((sum, row) => sum + (row.value ?? 0), 0)).toBe(months.value);
    expect(months.previous).toMatchObject({ from: '2024-03-01', to: '2025-03-01' });
    const none = await place.json<KpiAnswer>('kpi', 'brand-reach', '--as-known-at', '0');
    expect(none).toMatchObject({ value: 0, asKnownAt: '0' });
    const early = await place.json<KpiAnswer>('kpi', 'brand-reach', '--as-of', '2025-06-01');
    expect(early.value).toBe((await place.json<KpiAnswer>('kpi', 'brand-reach', '--to', '2025-06-01')).value);
  });

  it('are defined from a file, and asked like any other', async () => {
    const file = join(place.home, 'reached.yaml');
    const document = `name: people-reached\nkind: count\nunit: count\nteam: marketing\nover: contacts.touch
contact: profile\nrecord: contact\ndistinct: true\nslices: { channel: channel }\ntitle: Reached\nsays: People reached.\n`;
    await writeFile(file, document.replace('record: contact', 'record: profile'));
    expect(await place.json('kpi', 'define', file)).toMatchObject({ version: 1, changed: true });
    expect(await place.json('kpi', 'define', file)).toMatchObject({ version: 1, changed: false });
    const answer = await place.json<KpiAnswer>('kpi', 'people-reached', '--by', 'channel');
    expect(answer.value).toBeGreaterThan(10);
    const { kpis } = await place.json<{ kpis: { name: string }[] }>('kpi');
    expect(kpis.map(({ name }) => name)).toEqual(expect.arrayContaining(['people-reached', 'open-rate']));
    await writeFile(file, document);
    const { code, err } = await place.tool('kpi', 'define', file);
    expect([code, err]).toEqual([2, expect.stringContaining('line 7, column 1, record')]);
    const none = join(place.home, 'none.yaml');
    expect(await place.tool('kpi', 'define', none)).toEqual({
      code: 2,
      out: '',
      err: `FILE is ${none}, which is not there.\n`,
    });
    expect(await place.tool('kpi', 'define', place.home)).toMatchObject({
      code: 2,
      err: `FILE is ${place.home}, which cannot be read: it is a directory.\n`,
    });
  });

  it('say what is wrong in one line', async () => {
    for (const [argv, what] of [
      [['shoe-size'], 'There is no figure shoe-size'],
      [['open-rate', '--by', 'colour'], 'has no slice colour'],
      [['open-rate', '--param', 'days=3'], 'has no parameter days'],
      [['open-rate', '--param', 'days'], 'chooses nothing'],
      [['open-rate', '--currency', 'EUR'], 'is not in money'],
    ] as const) {
      const { code, err, out } = await place.tool('kpi', ...argv);
      expect([code, out, err]).toEqual([2, '', expect.stringContaining(what)]);
    }
  });
});
