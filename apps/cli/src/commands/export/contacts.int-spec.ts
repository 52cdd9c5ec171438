import { contactDescribed, touchpointRecorded } from '#journey';
import type { Identifier } from '#kernel';
import { IntakeService } from '#intake';
import { PostgresQuarantine } from '#event-log';
import { openInstallation } from '../../installation.js';
import { workplace, type Workplace } from '../../testing/tool.js';

const people: readonly { readonly identifiers: readonly Identifier[]; readonly traits?: Record<string, string> }[] = [
  {
    identifiers: [
      { kind: 'user', value: 'ann' },
      { kind: 'email', value: 'ann@example.com' },
      { kind: 'phone', value: '+4930123456' },
      { kind: 'external', value: '77', namespace: 'crm' },
      { kind: 'anonymous', value: 'a-1' },
    ],
    traits: { name: 'Ann "Lee", Dr.', company: 'Acme' },
  },
  { identifiers: [{ kind: 'anonymous', value: '@visitor' }] },
  { identifiers: [{ kind: 'phone', value: '+4930654321' }] },
  {
    identifiers: [{ kind: 'email', value: 'eve@example.com' }],
    traits: { name: '=HYPERLINK("http://evil.example","click")', company: '-2+3' },
  },
  { identifiers: [{ kind: 'email', value: 'ben@example.com' }], traits: { name: '-Ben', company: '-12.5' } },
];

describe('export contacts', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
    const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    const { log, vault, ids, url, secrets, readModels } = installation;
    const quarantine = await PostgresQuarantine.open({ url, masterKey: secrets.masterKey });
    const reports = people.flatMap(({ identifiers, traits }, i) => [
      {
        definition: touchpointRecorded,
        messageId: `touch-${i}`,
        identifiers,
        payload: { channel: 'web', kind: 'viewed', direction: 'in', campaign: '+spring' },
        stated: i,
      },
      ...(traits === undefined
        ? []
        : [
            {
              definition: contactDescribed,
              messageId: `traits-${i}`,
              identifiers,
              payload: { traits },
              stated: traits,
            },
          ]),
    ]);
    const receipt = await new IntakeService({ log, vault, ids, quarantine }).accept(
      { reports, refused: [] },
      { id: ids.derived('key', 'test', 'test'), source: 'test' },
      { arrivedAt: Date.UTC(2026, 1, 1), origin: 'live' },
    );
    expect(receipt).toMatchObject({ recorded: reports.length, quarantined: 0 });
    expect(await place.tool('export', 'contacts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing follows it: run  throughline start') as string,
    });
    await installation.follow();
    await readModels.waitFor(['identity', 'contacts'], receipt.position!, 60_000);
    await quarantine.close();
    await installation.close();
  });
  afterAll(() => place.close());

  it('says who each contact is, and nothing that a spreadsheet takes for a formula', async () => {
    const { out } = await place.tool('export', 'contacts');
    const at = '2026-02-01T00:00:00.000Z';
    const activity = `1,${at},${at},web,'+spring,web,viewed`;
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^[0-9a-f-]{36},/, ''));
    expect(lines[0]).toBe(
      'contact,name,email,company,user_ids,emails,phones,external_ids,anonymous_ids,touches,first_at,last_at,first_channel,first_campaign,last_channel,last_kind',
    );
    expect(lines.slice(1).sort()).toEqual(
      [
        `"Ann ""Lee"", Dr.",ann@example.com,Acme,ann,ann@example.com,+4930123456,crm:77,1,${activity}`,
        `'@visitor,,,,,,,1,${activity}`,
        `+4930654321,,,,,+4930654321,,0,${activity}`,
        `"'=HYPERLINK(""http://evil.example"",""click"")",eve@example.com,'-2+3,,eve@example.com,,,0,${activity}`,
        `'-Ben,ben@example.com,-12.5,,ben@example.com,,,0,${activity}`,
      ].sort(),
    );
  });
});
