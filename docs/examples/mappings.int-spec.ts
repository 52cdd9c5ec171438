import { readdir, readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMapping, tryImport, type Tried } from '#intake';
import { catalogue } from '#journey';
import { workplace } from '../../apps/cli/src/testing/tool.js';

const mappings = join(__dirname, 'mappings');
const fixtures = join(__dirname, 'fixtures');

/** Rows of the shape of the public files that have no fixture: what is made up is not theirs. */
const CUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'complete-journey-redemptions': {
    'file.csv': '"household_id","coupon_upc","campaign_id","redemption_date"\n"7","1","26",2017-01-01\n',
  },
  'complete-journey-purchases': {
    'file.csv':
      '"household_id","store_id","basket_id","product_id","quantity","sales_value","retail_disc","coupon_disc","coupon_match_disc","week","transaction_timestamp"\n' +
      '"7","3","31","94",1,3.86,0.43,0,0,5,2017-01-28 14:06:53\n"7","3","31","95",0,4.440892e-16,0,0,0,5,2017-01-28 14:06:53\n',
  },
  telco: {
    'file.csv':
      'customerID,tenure,Contract,PaymentMethod,MonthlyCharges,TotalCharges,Churn\nA-1,1,Month-to-month,Mailed check,29.85,29.85,Yes\nB-2,0,Two year,Mailed check,20.05, ,No\n',
  },
  'crm-accounts': {
    'file.csv':
      'account,sector,year_established,revenue,employees,office_location,subsidiary_of\n' +
      'Acme,technolgy,1996,1100.04,2822,United States,\nBluth,retail,2001,718.62,2448,Philipines,Acme\n',
  },
  'crm-sales': {
    'file.csv':
      'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n' +
      'O1,Ann,GTXPro,Acme,Won,2016-10-20,2017-03-01,1054\nO2,Ann,GTX Basic,,Engaging,2016-10-25,,\nO3,Ben,GTX Basic,Acme,Prospecting,,,\n',
    'sales_teams.csv': 'sales_agent,manager,regional_office\nAnn,Cleo,West\n',
  },
};
const FIXTURES: Readonly<Record<string, string>> = {
  'complete-journey-campaigns': 'complete-journey/campaigns.csv',
  incidents: 'incidents/incident_event_log.csv',
};

describe('the mappings of public data', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-mappings-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function tried(name: string): Promise<Tried> {
    const mapping = parseMapping(await readFile(join(mappings, `${name}.yaml`), 'utf8'), catalogue);
    if (FIXTURES[name] !== undefined) {
      const path = join(fixtures, FIXTURES[name]);
      return tryImport({ path, mapping, folder: join(path, '..') }, catalogue);
    }
    for (const [file, text] of Object.entries(CUTS[name]!)) await writeFile(join(folder, file), text);
    return tryImport({ path: join(folder, 'file.csv'), mapping, folder }, catalogue);
  }

  const shown = ({ first }: Tried): unknown =>
    first.map(({ event, occurredAt, payload: { kind, name, properties, traits, group } }) => [
      event,
      occurredAt,
      kind ?? group ?? null,
      name ?? null,
      properties ?? traits ?? null,
    ]);

  it('are tried, each of them', async () => {
    const names = (await readdir(mappings)).map((file) => file.replace('.yaml', ''));
    expect(names.sort()).toEqual([...Object.keys(CUTS), ...Object.keys(FIXTURES)].sort());
    for (const name of names) expect([name, (await tried(name)).refused]).toEqual([name, 0]);
  });

  it('turn purchases into touches with money, in the zone of the shop', async () => {
    const purchases = await tried('complete-journey-purchases');
    expect(shown(purchases)).toMatchObject([
      ['touchpoint-recorded', '2017-01-28T19:06:53.000Z', 'purchased', 'Order Placed', { paid: { amount: 386 } }],
      ['touchpoint-recorded', '2017-01-28T19:06:53.000Z', 'purchased', 'Order Placed', { paid: { amount: 0 } }],
    ]);
  });

  it('turn an opportunity into what happened to it, without a date where it has none', async () => {
    const deals = await tried('crm-sales');
    expect(deals.types).toEqual([
      { type: 'contact-grouped', events: 2 },
      { type: 'touchpoint-recorded', events: 4 },
    ]);
    expect(shown(deals)).toMatchObject([
      ['touchpoint-recorded', '2016-10-20', 'created', 'Deal Opened', { product: 'GTX Pro', region: 'West' }],
      ['touchpoint-recorded', '2017-03-01', 'closed', 'Deal Won', { value: { amount: 105_400, currency: 'USD' } }],
      ['contact-grouped', '2016-10-20', 'acme', null, null],
      ['touchpoint-recorded', '2016-10-25', 'created', 'Deal Opened', { stage: 'engaging' }],
      ['touchpoint-recorded', null, 'created', 'Deal Opened', { stage: 'prospecting' }],
      ['contact-grouped', null, 'acme', null, null],
    ]);
    const accounts = await tried('crm-accounts');
    expect(accounts.types).toEqual([{ type: 'company-described', events: 2 }]);
    expect(
      accounts.first.map(({ payload: { group, parent, fields, companies } }) => [group, parent, fields, companies]),
    ).toMatchObject([
      ['acme', undefined, { name: 'Acme', industry: 'technology' }, [{ kind: 'company', value: 'acme' }]],
      [
        'bluth',
        'acme',
        { country: 'Philippines' },
        [
          { kind: 'company', namespace: 'crm-sales', value: 'bluth' },
          { kind: 'company', namespace: 'crm-sales', value: 'acme' },
        ],
      ],
    ]);
    const subscribers = await tried('telco');
    expect(subscribers.types).toEqual([
      { type: 'contact-described', events: 2 },
      { type: 'touchpoint-recorded', events: 1 },
    ]);
  });

  it('record every row of a caller and a household once', async () => {
    const place = await workplace();
    try {
      for (const [name, fixture] of Object.entries(FIXTURES)) {
        const command = ['import', join(fixtures, fixture), '--mapping', join(mappings, `${name}.yaml`)];
        const first = await place.json<{ rows: number; leftOut: number; types: { recorded: number }[] }>(...command);
        const rows = first.rows - first.leftOut;
        expect(first.types).toMatchObject([{ recorded: rows, repeated: 0 }]);
        expect(await place.json(...command)).toMatchObject({ types: [{ recorded: 0, repeated: rows }] });
      }
    } finally {
      await place.close();
    }
  });
});
