import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KpiAnswer } from '#queries';
import { workplace, type Workplace } from '../../apps/cli/src/testing/tool.js';

/** Rows of the shape of the public files, few enough to count by hand: what is made up is not theirs. */
const FILES: Readonly<Record<string, string>> = {
  'crm-teams': 'sales_agent,manager,regional_office\nAnn,Cleo,West\nBen,Eve,East\n',
  'crm-accounts':
    'account,sector,year_established,revenue,employees,office_location,subsidiary_of\n' +
    'Acme,retail,1996,1100.04,2822,United States,\n',
  'crm-sales':
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n' +
    'O1,Ann,GTXPro,Acme,Won,2017-01-10,2017-03-01,1054\n' +
    'O2,Ben,GTX Basic,,Lost,2017-02-01,2017-02-21,0\n' +
    'O3,Ben,GTX Basic,Acme,Won,2017-04-01,2017-04-11,546\n' +
    'O4,Ann,GTX Basic,,Engaging,2017-05-01,,\n' +
    'O5,Ben,GTX Pro,Acme,Prospecting,,,\n',
  telco:
    'customerID,tenure,Contract,PaymentMethod,MonthlyCharges,TotalCharges,Churn\n' +
    'A-1,1,Month-to-month,Mailed check,30,30,Yes\n' +
    'B-2,13,Month-to-month,Mailed check,20.05,260.65,No\n' +
    'C-3,0,Two year,Mailed check,25, ,No\n' +
    'D-4,24,One year,Mailed check,40,960,Yes\n',
};

describe('figures of what the shipped mappings bring in', () => {
  let place: Workplace;

  beforeAll(async () => {
    place = await workplace();
    for (const [name, text] of Object.entries(FILES)) {
      const file = join(place.home, `${name}.csv`);
      await writeFile(file, text);
      await place.json('import', file, '--mapping', join(__dirname, 'mappings', `${name}.yaml`));
    }
  });
  afterAll(() => place.close());

  const kpi = (...argv: string[]): Promise<KpiAnswer> => place.json('kpi', ...argv);
  const by = async (slice: string, ...argv: string[]): Promise<object> =>
    Object.fromEntries((await kpi(...argv, '--by', slice)).rows.map((row) => [row.slice[slice], row.value]));

  it('are those of the opportunities', async () => {
    expect(await kpi('win-rate')).toMatchObject({ numerator: 2, denominator: 3 });
    expect(await kpi('won-share-of-all')).toMatchObject({ numerator: 2, denominator: 5 });
    expect(await kpi('win-rate-of-created')).toMatchObject({ numerator: 2, denominator: 4, undated: { n: 1 } });
    expect(await kpi('bookings')).toMatchObject({ value: 160_000, currency: 'USD' });
    expect(await by('region', 'bookings')).toEqual({ West: 105_400, East: 54_600 });
    expect(await by('product', 'bookings')).toEqual({ 'GTX Pro': 105_400, 'GTX Basic': 54_600 });
    expect(await kpi('deal-size')).toMatchObject({ mean: 80_000 });
    expect(await kpi('sales-cycle')).toMatchObject({ mean: 30, median: 30 });
    expect(await kpi('sales-cycle-all-closed')).toMatchObject({ mean: 80 / 3, median: 20 });
    expect(await by('stage', 'open-deals', '--to', '2018-01-01')).toEqual({ engaging: 1, prospecting: 1 });
    const year = ['--from', '2017-01-01', '--to', '2018-01-01', '--bucket', 'quarter'];
    expect((await kpi('win-rate', ...year)).rows.map((row) => [row.numerator, row.denominator])).toEqual([
      [1, 2],
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it('are those of the subscribers at the snapshot', async () => {
    const snapshot = ['--as-of', '2020-01-01'];
    expect(await kpi('ever-churned-share', ...snapshot)).toMatchObject({ numerator: 2, denominator: 4 });
    expect(await by('plan', 'ever-churned-share', ...snapshot)).toEqual({
      'month-to-month': 0.5,
      'one year': 1,
      'two year': 0,
    });
    const { curve } = await kpi('survival', ...snapshot);
    expect(curve?.points.map(({ time, survival, atRisk }) => [time, Number(survival.toFixed(4)), atRisk])).toEqual([
      [1, 0.6667, 3],
      [24, 0, 1],
    ]);
    expect(await kpi('mrr', ...snapshot)).toMatchObject({ value: 4_505, n: 2 });
    const day = ['--from', '2020-01-01', '--to', '2020-01-02'];
    expect(await by('movement', 'mrr-movements', ...day)).toEqual({ new: 2_500, churn: -7_000 });
  });
});
