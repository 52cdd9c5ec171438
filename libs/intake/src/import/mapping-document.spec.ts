import { catalogue } from '#journey';
import { InvalidInput } from '#kernel';
import { parseMapping } from './mapping-document.js';

/** Where and what of every problem. */
function problemsOf(document: string): string[] {
  try {
    parseMapping(document, catalogue);
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ where, what }) => `${where}: ${what}`);
    throw error;
  }
  return [];
}

const RIGHT = `name: orders
source: shop
emits:
  - event: touchpoint-recorded
    at: { column: day, format: dd/MM/yyyy }
    identifiers:
      - { kind: email, column: mail, case: lower }
    fields:
      channel: order
      kind: purchased
`;

describe('a mapping', () => {
  it('is read with what it leaves unsaid', () => {
    const mapping = parseMapping(RIGHT, catalogue);
    expect(mapping.file).toEqual({
      delimiter: ',',
      quote: '"',
      encoding: 'utf-8',
      header: true,
      columns: null,
      zone: 'UTC',
      blank: [],
    });
    expect(mapping.emits[0]).toMatchObject({ name: 'touchpoint-recorded', when: [], id: null });
    expect(mapping.document).toBe(RIGHT);
  });

  it('says the line and column of a mistake in its YAML', () => {
    expect(problemsOf('name: a\nsource: [b\n')[0]).toMatch(/^line \d, column \d+: /);
  });

  it('says where its aliases stand for too much, or for nothing', () => {
    const ten = (name: string): string => `[${`*${name}, `.repeat(10)}]`;
    const bomb = `name: &a [x, x]\nsource: &b ${ten('a')}\nfile: &c ${ten('b')}\nemits: *c\n`;
    expect(problemsOf(bomb)).toEqual(['line 4, column 8: *c stands for too much, with all it names']);
    expect(problemsOf('name: &a x\nsource: *b\n')).toEqual(['line 2, column 9: nothing before it is called &b']);
  });

  it('is a text: what else it may hold is not said again', () => {
    expect(problemsOf('PK\u0003\u0004\u0000')).toEqual(['line 1, column 3: holds U+0003, which no text does']);
    expect(problemsOf('name: a\nsource: \u009b31m')).toEqual(['line 2, column 9: holds U+009B, which no text does']);
    const escaped = RIGHT.replace('shop', 'shop\n"\\e[31m": 1');
    expect(problemsOf(escaped)).toEqual([String.raw`line 3, column 1, \u001b[31m: "\u001b[31m" is not known here`]);
    for (const problem of problemsOf('x'.repeat(100_000))) expect(problem.length).toBeLessThan(400);
  });

  it('says every mistake with its line and column', () => {
    const document = RIGHT.replace('source: shop', 'source: shop\nfile:\n  zone: Mars/Base\n  quotes: x')
      .replace('dd/MM/yyyy', 'dd/MM')
      .replace('kind: email', 'kind: mail')
      .replace('kind: purchased', 'knd: purchased');
    expect(problemsOf(document)).toEqual([
      'line 5, column 3, file.quotes: "quotes" is not known here',
      'line 4, column 9, file.zone: "Mars/Base" is no time zone',
      expect.stringMatching(/^line 8, column 32, emits\[0\]\.at\.format: "dd\/MM" names no year/) as string,
      'line 10, column 17, emits[0].identifiers[0].kind: is "mail"',
      'line 13, column 7, emits[0].fields.knd: touchpoint-recorded has no field "knd"',
      'line 11, column 5, emits[0].fields: lacks "kind", which touchpoint-recorded must have',
    ]);
  });

  it('says where a constant can never fit', () => {
    const document = RIGHT.replace(
      'channel: order',
      'channel: kall\n      direction: { constant: up }\n      duration: long',
    );
    expect(problemsOf(document)).toEqual([
      expect.stringMatching(/^line 9, column 16, emits\[0\]\.fields\.channel: is not a channel: known are /) as string,
      'line 10, column 30, emits[0].fields.direction.constant: must be one of in, out',
      'line 11, column 17, emits[0].fields.duration: must be a whole number, not a string',
    ]);
  });

  it('names what is missing where it would stand', () => {
    expect(problemsOf('name: a\nsource: b\nemits:\n  - event: touchpoint-recorded\n')).toEqual([
      'line 4, column 5, emits[0].at: is missing: nobody knows when it happened',
      'line 4, column 5, emits[0].identifiers: must be a list, not nothing',
      'line 4, column 5, emits[0].fields: lacks "channel", which touchpoint-recorded must have',
      'line 4, column 5, emits[0].fields: lacks "kind", which touchpoint-recorded must have',
    ]);
  });

  it('lets in events about things where it names them, with or without people', () => {
    const deal = `name: deals
source: crm
emits:
  - event: deal-won
    at: unknown
    about: { deal: { column: no }, owner: { column: agent }, company: { column: account } }
  - event: deal-opened
    at: unknown
    about: { deal: { column: no }, pipeline: sales }
    identifiers: [{ kind: email, column: mail }]
    fields: { group: { column: account } }
  - event: team-founded
    at: unknown
    about: { team: { column: team } }
    fields: { name: { column: team }, function: sales }
`;
    expect(parseMapping(deal, catalogue).emits.map(({ about }) => Object.keys(about))).toEqual([
      ['deal', 'owner', 'company'],
      ['deal', 'pipeline'],
      ['team'],
    ]);
    const wrong = deal
      .replace('deal: { column: no }, owner', 'boss: { column: boss }, owner')
      .replace('pipeline: sales }', 'company: { column: account } }')
      .replace('about: { team: { column: team } }', 'identifiers: [{ kind: email, column: mail }]');
    expect(problemsOf(wrong)).toEqual([
      'line 6, column 14, emits[0].about.boss: deal-won names no "boss" here',
      'line 6, column 5, emits[0].about: lacks "deal", which deal-won must have',
      'line 9, column 36, emits[1].about.company: deal-opened names no "company" here',
      'line 12, column 5, emits[2].about: lacks "team", which team-founded must have',
      'line 14, column 5, emits[2].identifiers: team-founded is about no contact, and names no people',
    ]);
  });

  it('says where conditions on the row before, and moved moments, are wrong', () => {
    const document = RIGHT.replace(
      'at: { column: day, format: dd/MM/yyyy }',
      'when: { changed: day, equals: 1 }\n    at: { column: day, shift: { hours: 1, days: { column: n, negate: x } } }',
    );
    expect(problemsOf(document)).toEqual([
      'line 5, column 27, emits[0].when.equals: "equals" is not known here',
      'line 6, column 33, emits[0].at.shift.hours: "hours" is not known here',
      'line 6, column 70, emits[0].at.shift.days.negate: must be true or false, not string "x"',
    ]);
  });

  it('lets in what sources may state only, and names its emits apart', () => {
    expect(problemsOf(RIGHT.replace('event: touchpoint-recorded', 'event: person-added'))[0]).toBe(
      'line 4, column 12, emits[0].event: "person-added" is no event that may be imported',
    );
    const twice = RIGHT + RIGHT.slice(RIGHT.indexOf('  - event'));
    expect(problemsOf(twice)).toEqual(['line 11, column 5, emits[1]: stands twice as "touchpoint-recorded"']);
  });

  it('refuses expressions without a source, or with several, and look-ups that are not there', () => {
    const [none, several, lookup] = [
      '{}',
      '{ column: a, constant: b }',
      '{ lookup: x, key: { column: a }, field: b }',
    ].map((value) => problemsOf(RIGHT.replace('channel: order', `channel: ${value}`)));
    expect(none).toEqual(['line 9, column 7, emits[0].fields.channel: says no source of its value']);
    expect(several).toEqual(['line 9, column 7, emits[0].fields.channel: has several sources: column, constant']);
    expect(lookup).toEqual(['line 9, column 26, emits[0].fields.channel.lookup: there is no look-up "x"']);
  });
});
