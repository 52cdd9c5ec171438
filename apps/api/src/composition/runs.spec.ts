import { readConfiguration } from '#platform';
import { READ_MODELS } from './read-models.js';
import { groupOf, runsFromArguments, runsOf } from './runs.js';

it('a projector runs everything on the tail of the log unless it is told otherwise', () => {
  expect(runsOf(readConfiguration({}))).toEqual({ projections: READ_MODELS, reactions: true, kafka: null });
  expect(groupOf({ projections: READ_MODELS })).toMatch(/^all\.[0-9a-f]{16}$/);
});

it('a projector runs what its arguments name, before its environment', () => {
  const { argv, environment } = runsFromArguments(['--projections', 'identity, contacts', '--no-reactions', '--help'], {
    THROUGHLINE_PROJECTIONS: 'channels',
  });
  expect(argv).toEqual(['--help']);
  const runs = runsOf(readConfiguration(environment));
  expect([runs.projections.length, new Set(runs.projections), runs.reactions]).toEqual([
    2,
    new Set(['contacts', 'identity']),
    false,
  ]);
  expect(groupOf(runs)).toMatch(/^contacts\+identity\.[0-9a-f]{16}$/);
});

it('the same read models in another order are the same group, many of them have a short name', () => {
  const some = READ_MODELS.slice(1);
  expect(groupOf({ projections: some })).toBe(groupOf({ projections: [...some].reverse() }));
  expect(groupOf({ projections: some }).length).toBeLessThanOrEqual(97);
  expect(groupOf({ projections: some })).not.toMatch(/^all\./);
});

it('a read model there is not is refused with the list of those there are', () => {
  const refused = (): unknown => runsOf(readConfiguration({ THROUGHLINE_PROJECTIONS: 'contacts,clients' }));
  expect(refused).toThrow(/no read model clients; there are .*contacts, .*identity/);
  expect(refused).toThrow(expect.objectContaining({ exitCode: 2 }));
  expect(() => runsFromArguments(['--projections'], {})).toThrow('needs names');
});
