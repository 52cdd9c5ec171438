import { readdir, readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
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
  'complete-journey-demographics': {
    'file.csv':
      '"household_id","age","income","home_ownership","marital_status","household_size","household_comp","kids_count"\n' +
      '"7","65+","35-49K",NA,"Married","2","2 Adults No Kids","0"\n',
  },
  'complete-journey-purchases': {
    'file.csv':
      '"household_id","store_id","basket_id","product_id","quantity","sales_value","retail_disc","coupon_disc","coupon_match_disc","week","transaction_timestamp"\n' +
      '"7","3","31","94",1,3.86,0.43,0,0,5,2017-01-28 14:06:53\n"7","3","31","95",0,4.440892e-16,0,0,0,5,2017-01-28 14:06:53\n',
  },
  telco: {
    'file.csv':
      'customerID,tenure,Contract,PaymentMethod,MonthlyCharges,TotalCharges,Churn\nA-1,13,Month-to-month,Mailed check,29.85,29.85,Yes\nB-2,0,Two year,Mailed check,20.05, ,No\n',
  },
  incidents: {
    'file.csv':
      'number,ident_state,reopen_count,made_sla,caller_id,opened_at,sys_updated_at,contact_type,category,category,priority,assignment_group,assigned_to,resolved_at,closed_at\n' +
      '0000001,New,0,true,7,29/2/2016 01:16,29/2/2016 01:23,Phone,55,170,3,56,?,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000001,Awaiting User Info,0,true,7,29/2/2016 01:16,29/2/2016 02:00,Phone,55,170,3,56,89,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000001,Active,0,true,7,29/2/2016 01:16,29/2/2016 03:00,Phone,55,170,2,56,89,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000001,Resolved,0,true,7,29/2/2016 01:16,1/3/2016 09:00,Phone,55,170,2,56,89,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000001,Active,1,true,7,29/2/2016 01:16,1/3/2016 10:00,Phone,55,170,2,56,89,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000001,Resolved,1,true,7,29/2/2016 01:16,2/3/2016 10:00,Phone,55,170,2,56,89,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000001,Closed,1,false,7,29/2/2016 01:16,5/3/2016 12:00,Phone,55,170,2,56,89,2/3/2016 10:00,5/3/2016 12:00\n' +
      '0000002,New,0,true,?,1/3/2016 09:00,1/3/2016 09:00,Email,12,?,2,?,?,?,?\n',
  },
  'crm-teams': {
    'file.csv': 'sales_agent,manager,regional_office\nAnn,Cleo,West\nBen,Cleo,West\nDan,Eve,East\n',
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
  },
};
const FIXTURES: Readonly<Record<string, string>> = {
  'complete-journey-campaigns': 'complete-journey/campaigns.csv',
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

  /** What the first rows become: which event, when, and what of its payload is asked for. */
  const shown = ({ first }: Tried, ...fields: readonly string[]): unknown =>
    first.map(({ event, occurredAt, payload }) => [
      event,
      occurredAt,
      ...fields.map((field) => payload[field] ?? null),
    ]);

  it('are tried, each of them', async () => {
    const names = (await readdir(mappings)).map((file) => file.replace('.yaml', ''));
    expect(names.sort()).toEqual([...Object.keys(CUTS), ...Object.keys(FIXTURES)].sort());
    for (const name of names) expect([name, (await tried(name)).refused]).toEqual([name, 0]);
  });

  it('turn the lines of a basket into orders, in the zone of the shop', async () => {
    const purchases = await tried('complete-journey-purchases');
    const at = '2017-01-28T19:06:53.000Z';
    const dollars = (amount: number): unknown => ({ amount, currency: 'USD' });
    expect(shown(purchases, 'number', 'amount', 'lines')).toEqual([
      ['order-placed', at, '31', dollars(386), [{ product: '94', quantity: 1, amount: dollars(386) }]],
      ['order-placed', at, '31', dollars(0), [{ product: '95', quantity: 0, amount: dollars(0) }]],
    ]);
  });

  it('describe a household by what is known of it, without a date', async () => {
    expect(shown(await tried('complete-journey-demographics'), 'identifiers', 'traits')).toEqual([
      [
        'contact-described',
        null,
        [{ kind: 'user', namespace: '', value: 'household-7' }],
        {
          age: '65+',
          income: '35-49K',
          maritalStatus: 'Married',
          householdSize: '2',
          household: '2 Adults No Kids',
          children: '0',
        },
      ],
    ]);
  });

  it('turn an opportunity into what happened to it, without a date where it has none', async () => {
    const deals = await tried('crm-sales');
    expect(shown(deals, 'stage', 'lines', 'group', 'amount')).toEqual([
      ['deal-opened', '2016-10-20', 'engaging', [{ product: 'GTX Pro' }], 'acme', null],
      ['deal-won', '2017-03-01', null, null, null, { amount: 105_400, currency: 'USD' }],
      ['deal-opened', '2016-10-25', 'engaging', [{ product: 'GTX Basic' }], null, null],
      ['deal-opened', null, 'prospecting', [{ product: 'GTX Basic' }], 'acme', null],
    ]);
  });

  it('turn a list of accounts into companies, below each other', async () => {
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
  });

  it('turn a tenure into a beginning so many months before the snapshot, and who left into an end at it', async () => {
    const subscribers = await tried('telco');
    const monthly = (amount: number): unknown => ({ amount, currency: 'USD' });
    expect(shown(subscribers, 'plan', 'price')).toEqual([
      ['contact-described', '2020-01-01', null, null],
      ['subscription-started', '2018-12-01', 'month-to-month', monthly(2985)],
      ['subscription-ended', '2020-01-01', null, null],
      ['contact-described', '2020-01-01', null, null],
      ['subscription-started', '2020-01-01', 'two year', monthly(2005)],
    ]);
  });

  it('found a team once, however many rows name it', async () => {
    const { json, close } = await imported('crm-teams');
    expect(json.types).toEqual([
      { type: 'colleague-described', recorded: 5, repeated: 1 },
      { type: 'pipeline-set', recorded: 1, repeated: 2 },
      { type: 'team-founded', recorded: 2, repeated: 1 },
      { type: 'team-joined', recorded: 5, repeated: 1 },
    ]);
    await close();
  });

  it('turn the changes of an incident into what happened to a ticket, in its order', async () => {
    const { json, url, close } = await imported('incidents');
    expect(json).toMatchObject({ rows: 8, leftOut: 0, refused: 0 });
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ happened: string }>(
      `select concat_ws(' ', envelope ->> 'type', left(envelope ->> 'occurredAt', 16)) as happened
       from log.stream_events join log.events using (position) where stream like 'ticket-%' order by position`,
    );
    await client.end();
    expect(rows.map(({ happened }) => happened)).toEqual([
      'ticket-opened 2016-02-29T01:16',
      'ticket-assigned 2016-02-29T01:23',
      'ticket-assigned 2016-02-29T02:00',
      'ticket-put-on-hold 2016-02-29T02:00',
      'ticket-prioritised 2016-02-29T03:00',
      'ticket-taken-up 2016-02-29T03:00',
      'ticket-resolved 2016-03-01T09:00',
      'ticket-reopened 2016-03-01T10:00',
      // stated by the row that resolves it, and again by the one that closes it
      'ticket-resolved 2016-03-02T10:00',
      'ticket-closed 2016-03-05T12:00',
      'ticket-sla-stated 2016-03-05T12:00',
      // of nobody
      'ticket-opened 2016-03-01T09:00',
      'ticket-assigned 2016-03-01T09:00',
    ]);
    await close();
  });

  /** A cut that is brought in, into an installation of its own. */
  async function imported(name: string): Promise<{
    readonly json: { readonly types: readonly { recorded: number; repeated: number }[] };
    readonly url: string;
    readonly close: () => Promise<void>;
  }> {
    const place = await workplace();
    const file = join(folder, `${name}.csv`);
    await writeFile(file, CUTS[name]!['file.csv']!);
    const json = await place.json<{ types: { recorded: number; repeated: number }[] }>(
      'import',
      file,
      '--mapping',
      join(mappings, `${name}.yaml`),
    );
    return { json, url: place.url, close: () => place.close() };
  }

  it('record every row of a household once', async () => {
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
