import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kpiSet } from '#journey';
import { InvalidInput } from '#kernel';
import { models, openTables, ReadModels, type ProjectionEngine } from '#projections';
import { World } from '../../../../../projections/test/world.js';
import { kpis } from '../../../kpis/index.js';
import { confined } from '../../confined.js';
import { QueryEngine } from '../../query-engine.js';
import { KpiEngine } from '../kpi-engine.js';
import { WorkspaceKpis } from './workspace-kpis.js';

const SPRING = `# whose mails of a campaign were opened
name: opened-mails
kind: ratio
unit: ratio
team: marketing
over: contacts.touch
contact: profile
record: profile
distinct: true
where: channel = 'email'
numerator: kind = 'opened'
denominator: kind = 'delivered'
slices:
  campaign: campaign
  early: case when occurred_at < timestamptz '2026-03-02' then 'early' else 'late' end
parameters: {}
title: Opened mails
says: { en: People who opened, fr: Personnes qui ont ouvert, id: Yang membuka }
`;

describe('figures of the workspace', () => {
  let world: World;
  let projections: ProjectionEngine;
  let queries: QueryEngine;
  let engine: KpiEngine;
  let workspace: WorkspaceKpis;

  beforeAll(async () => {
    world = await World.begun();
    projections = world.engine();
    await projections.start();
    const { pool, log, vault } = world;
    queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'Europe/Paris' });
    engine = new KpiEngine(queries, kpis);
    workspace = new WorkspaceKpis(queries, engine, { over: 'kpis.defined', tables: openTables(models) });
    for (const [user, kind, at, campaign] of [
      ['ann', 'delivered', '2026-03-01T10:00:00.000Z', 'spring'],
      ['bob', 'delivered', '2026-03-01T10:00:00.000Z', 'spring'],
      ['cyd', 'delivered', '2026-04-01T10:00:00.000Z', 'summer'],
      ['ann', 'opened', '2026-03-02T10:00:00.000Z', 'spring'],
      ['ann', 'opened', '2026-03-03T10:00:00.000Z', 'spring'],
    ] as const)
      await world.append(
        await world.touch({ user, email: `${user}@example.com` }, at, { kind, campaign, duration: 5 }),
      );
    await projections.drained();
  });
  afterAll(() => world.close());

  const define = async (document: string, kpiVersion: number): Promise<string> => {
    const { name, hash } = await workspace.check(document);
    const kpi = world.ids.derived('kpi', name);
    await world.append(await world.other(kpiSet.of({ kpi }, { name, kpiVersion, document, hash })));
    await projections.drained();
    return hash;
  };
  const refused = (document: string): Promise<readonly string[]> =>
    workspace.check(document).then(
      () => ['taken'],
      (error: unknown) => {
        if (!(error instanceof InvalidInput)) throw error;
        return error.problems.map(({ where, what }) => `${where}: ${what}`);
      },
    );

  it('are asked like any other: period, slices, filters, previous, clocks, drill', async () => {
    const hash = await define(SPRING, 1);
    const kpi = (await workspace.find('opened-mails'))!;
    const march = { from: '2026-03-01', to: '2026-04-01' };
    const answer = await engine.evaluate(kpi, { ...march, by: ['campaign'], compare: 'previous' });
    expect(answer).toMatchObject({ value: 0.5, numerator: 1, denominator: 2, version: 1, hash, previous: { n: 0 } });
    expect(answer.rows).toEqual([expect.objectContaining({ slice: { campaign: 'spring' }, value: 0.5 })]);
    const open = await engine.evaluate(kpi, { bucket: 'month', by: ['early'], where: ['campaign=spring'] });
    expect(open.rows.map(({ bucket, slice, n }) => [bucket, slice['early'], n])).toEqual([
      ['2026-03-01', 'early', 2],
      ['2026-03-01', 'late', 0],
    ]);
    const { items } = await engine.records(kpi, { ...march, part: 'numerator' });
    expect(items).toEqual([
      expect.objectContaining({ record: await world.contactOf({ user: 'ann', email: 'ann@example.com' }) }),
    ]);
    expect((await engine.evaluate(kpi, { asOf: '2026-03-02' })).numerator).toBe(0);
    expect((await engine.evaluate(kpi, { asKnownAt: '1' })).denominator).toBe(1);
    expect(await workspace.lines()).toContainEqual(
      expect.objectContaining({ name: 'opened-mails', hash, title: expect.objectContaining({ fr: 'Opened mails' }) }),
    );
  });

  it('have versions: an older one stays runnable, words and layout change no hash', async () => {
    const first = (await workspace.find('opened-mails'))!;
    const worded = SPRING.replace('title: Opened mails', 'title: "Mails, opened"').replace(/^#.*\n/, '');
    expect((await workspace.check(worded)).hash).toBe(first.frozen);
    const two = SPRING.replace("kind = 'opened'", "kind in ('opened', 'delivered')");
    expect(await define(two, 2)).not.toBe(first.frozen);
    expect((await engine.evaluate((await workspace.find('opened-mails'))!, {})).numerator).toBe(3);
    const old = (await workspace.find('opened-mails', 1))!;
    expect(await engine.evaluate(old, {})).toMatchObject({ version: 1, hash: first.frozen, numerator: 1 });
    expect(await workspace.find('opened-mails', 3)).toBeUndefined();
    expect(await workspace.find('shoe-size')).toBeUndefined();
    expect((await workspace.find('open-rate'))!.restricted).toBeUndefined();
  });

  it('sum, take parameters, read states, and slice by a state of the record’s date', async () => {
    await define(
      `{ "name": "long-touches", "kind": "sum", "unit": "count", "team": "marketing", "over": "contacts.touch",
         "contact": "profile", "value": "1", "numerator": "date_part('day', occurred_at) >= :day",
         "parameters": { "day": { "type": "whole", "preset": 2 } },
         "slices": { "stage": { "at": "funnel.stage", "on": { "contact": "contact" }, "column": "stage" } },
         "title": "Late", "says": "Late ones" }`,
      1,
    );
    const kpi = (await workspace.find('long-touches'))!;
    expect((await engine.evaluate(kpi, {})).value).toBe(2);
    expect((await engine.evaluate(kpi, { parameters: { day: 1 }, by: ['stage'] })).value).toBe(5);
    await define(
      `name: definitions\nkind: count\nunit: count\nteam: marketing\nover: kpis.definition\nrecord: kpi\nplacing: period
numerator: version >= 2\nslices: { which: name }\ntitle: Definitions\nsays: Those changed`,
      1,
    );
    const changed = await engine.evaluate((await workspace.find('definitions'))!, { by: ['which'] });
    expect(changed.value).toBe(1);
    expect(changed.rows.filter(({ n }) => n > 0).map(({ slice }) => slice)).toEqual([{ which: 'opened-mails' }]);
  });

  it('are as the page about them shows', async () => {
    const page = readFileSync(join(__dirname, '../../../../../../docs/adding-a-kpi.md'), 'utf8');
    const document = /```yaml\n([\s\S]*?)```/.exec(page)![1]!;
    await define(document, 1);
    const kpi = (await workspace.find('large-deals-won'))!;
    const answer = await engine.evaluate(kpi, { by: ['pipeline', 'size', 'team', 'team@current'] });
    expect(answer).toMatchObject({ value: null, denominator: 0, rows: [] });
  });

  it('say line and place of everything that is wrong', async () => {
    const lines = (...changed: readonly (readonly [string, string])[]): string =>
      changed.reduce((text, [from, to]) => text.replace(from, to), SPRING);
    expect(
      await refused(lines(["kind = 'opened'", 'pg_sleep(10) is null'], ['team: marketing', 'colour: red'])),
    ).toEqual(
      expect.arrayContaining([
        'line 5, column 1, colour: is not known here',
        expect.stringMatching(/, team: is missing$/),
        'line 11, column 1, numerator, character 1: pg_sleep is no function there is',
      ]),
    );
    expect(await refused(lines(["kind = 'opened'", 'kind + 1 > 2']))).toEqual([
      expect.stringMatching(/^line 11, column 1, numerator: operator does not exist: text \+ integer/),
    ]);
    expect(await refused(lines(['name: opened-mails', 'name: open-rate']))).toEqual([
      'line 2, column 1, name: open-rate is a figure of the catalogue',
    ]);
    expect(await refused(lines(['over: contacts.touch', 'over: pg_catalog.pg_authid']))).toContainEqual(
      expect.stringContaining('over: there is no table pg_catalog.pg_authid'),
    );
    expect(await refused('- a')).toEqual(['line 1, column 1: is no list of names and values']);
    expect(await refused('a: [')).toEqual([expect.stringMatching(/^line 1, column \d+: /)]);
    expect(await refused(lines(['record: profile', 'record: channel']))).toEqual([
      expect.stringContaining('record: there is no column channel for it'),
    ]);
    for (const personal of ['email', 'name', 'value'])
      expect(
        await refused(
          SPRING.replace('contacts.touch', 'contacts.contact').replace('campaign: campaign', `campaign: ${personal}`),
        ),
      ).toContainEqual(expect.stringContaining('over: there is no table'));
    expect(await refused(lines(['campaign: campaign', 'campaign: subject']))).toEqual([
      expect.stringContaining('slices.campaign, character 1: there is no column subject'),
    ]);
  });

  it('read as the role that may read nothing else, write nothing, and take no longer than they may', async () => {
    const { pool } = world;
    const ask = (text: string, ms?: number): Promise<unknown> =>
      confined(pool, 'test', (rows) => rows({ text, values: [] }), ms);
    expect(await ask('SELECT current_user::text AS who')).toEqual([{ who: 'throughline_reader' }]);
    await expect(ask('SELECT * FROM read.contacts_contact')).rejects.toMatchObject({
      problems: [{ where: 'test', what: expect.stringContaining('permission denied') as string }],
    });
    await expect(ask('CREATE TABLE figures.mine (a int)')).rejects.toBeInstanceOf(Error);
    await expect(ask('SELECT pg_sleep(5)', 100)).rejects.toMatchObject({
      problems: [{ what: 'took longer than 0.1 seconds' }],
    });
    await expect(ask('SELECT 1 / 0')).rejects.toMatchObject({ problems: [{ what: 'division by zero' }] });
    expect((await pool.query<{ who: string }>('SELECT current_user::text AS who')).rows[0]!.who).not.toBe(
      'throughline_reader',
    );
  });
});
