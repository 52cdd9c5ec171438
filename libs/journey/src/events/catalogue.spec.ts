import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { event, EventCatalogue, isErased, LINKING, many, oneOf, required, text, word } from '#kernel';
import { EXAMPLES } from '../../test/examples.js';
import { freeze, frozen, frozenNames, read, thaw } from '../../test/frozen.js';
import { catalogue, EVENTS } from './catalogue.js';

if (process.env['FREEZE'] === '1') for (const example of EXAMPLES) freeze(example, catalogue);

describe('the catalogue of events', () => {
  it('lists every event of the folder, a file each', () => {
    const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
      .map((file) => basename(file))
      .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'catalogue.ts')
      .map((file) => file.replace('.ts', ''));
    expect(EVENTS.map(({ name }) => name as string).sort()).toEqual(files.sort());
  });

  it('has an example of every event, and a fixture of every published version', () => {
    const all = [...EVENTS, ...LINKING];
    expect(EXAMPLES.map(({ definition }) => definition.name).sort()).toEqual(all.map(({ name }) => name).sort());
    const published = all.flatMap(({ name, version }) =>
      Array.from({ length: version }, (_, i) => `${name}.v${i + 1}`),
    );
    expect(frozenNames().sort()).toEqual(published.sort());
  });
});

describe('a published version', () => {
  it.each(frozenNames())('%s reads as it always did', (fixture) => {
    const [name, version] = fixture.split('.v') as [string, string];
    const stored = frozen(name, Number(version));
    expect(read(thaw(stored, catalogue))).toEqual(stored.reads);
  });

  it('is read through the upcasters once there is a newer one', () => {
    const next = event('contact-grouped', 3, {
      about: { profile: required, others: many },
      payload: { company: word, name: text, status: oneOf('unknown', 'known') },
      upcast: {
        1: catalogue.find('contact-grouped')!.upcast[1]!,
        2: {
          personal: catalogue.find('contact-grouped')!.personal,
          to: ({ group, companyName }) => ({ company: group, name: companyName, status: 'unknown' }),
        },
      },
    });
    const { payload } = thaw(frozen('contact-grouped', 1), new EventCatalogue([next]));
    expect(payload).toEqual({ company: 'acme', name: 'Acme', status: 'unknown' });
  });

  it('keeps its open fields, and only them, once its person’s keys are destroyed', () => {
    const stored = frozen('touchpoint-recorded', 1);
    const subject = Object.keys(stored.keys)[0]!;
    const { payload } = thaw(stored, catalogue);
    const gone = thaw(
      { ...stored, keys: { [subject]: Object.fromEntries(['identity', 'content', 'trace'].map((c) => [c, null])) } },
      catalogue,
    ).payload;
    const personal = Object.keys(catalogue.find('touchpoint-recorded')!.personal);
    for (const field in payload)
      if (personal.includes(field)) expect(isErased(gone[field])).toBe(true);
      else expect(gone[field]).toEqual(payload[field]);
    expect(personal.sort()).toEqual(
      'clickId,context,identifiers,ip,properties,referrer,subject,title,url,userAgent'.split(','),
    );
  });
});
