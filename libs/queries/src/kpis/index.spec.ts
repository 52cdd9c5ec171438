import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasOwnSql, KPI_UNITS, type Words } from '#kernel';
import { models } from '#projections';
import { definitionHash } from '../engine/kpi/definition-hash.js';
import { sliceNames } from '../engine/kpi/slices.js';
import { CURRENT_WORDS, SLICE_WORDS, TEAM_WORDS, UNIT_WORDS } from '../reading/kpi-words.js';
import { kpis } from './index.js';

/**
 * Each figure's versions with the hashes of what they say: `FREEZE=1` adds new ones. Where SQL was written anew and counts
 * the same, the hashes before stand first: `REWRITTEN="timeliness 2,validity 2"` adds the last of those.
 */
const HASHES = join(__dirname, 'hashes.json');

const inWords = (words: Words | undefined): boolean =>
  words !== undefined && (['en', 'fr', 'id'] as const).every((language) => words[language]?.trim().length > 0);

describe('the catalogue of figures', () => {
  it('lists every figure of this folder under the name of its file', () => {
    const files = readdirSync(__dirname)
      .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'index.ts')
      .map((file) => file.slice(0, -3));
    expect([...new Set(kpis.map((kpi) => kpi.name))].sort()).toEqual(files.sort());
  });

  it('says each in words of every language', () => {
    const missing = kpis.flatMap((kpi) => [
      ...(inWords(kpi.title) ? [] : [`title of ${kpi.name}`]),
      ...(inWords(kpi.says) ? [] : [`definition of ${kpi.name}`]),
      ...(inWords(TEAM_WORDS[kpi.team]) ? [] : [`team ${kpi.team}`]),
      ...Object.keys(kpi.slices).flatMap((slice) => (inWords(SLICE_WORDS[slice]) ? [] : [`slice ${slice}`])),
    ]);
    expect([...new Set(missing)]).toEqual([]);
    expect(KPI_UNITS.filter((unit) => !inWords(UNIT_WORDS[unit]))).toEqual([]);
    expect(inWords(CURRENT_WORDS)).toBe(true);
  });

  it('is frozen: a figure that means something else is another version', () => {
    const now = Object.fromEntries(kpis.map((kpi) => [`${kpi.name} ${kpi.version}`, definitionHash(kpi)]));
    const frozen = JSON.parse(readFileSync(HASHES, 'utf8')) as Readonly<Record<string, string | readonly string[]>>;
    const hashesOf = (name: string): readonly string[] => [frozen[name] ?? []].flat();
    const write = (all: Readonly<Record<string, string | readonly string[]>>): void =>
      writeFileSync(
        HASHES,
        `${JSON.stringify(Object.fromEntries(Object.entries(all).sort(([x], [y]) => (x < y ? -1 : 1))), null, 2)}\n`,
      );
    // adds what is new; what is frozen stays
    if (process.env['FREEZE'] === '1') write({ ...now, ...frozen });
    else if (process.env['REWRITTEN'] !== undefined) {
      const said = process.env['REWRITTEN'].split(',');
      expect(said.filter((name) => hashesOf(name).length === 0)).toEqual([]);
      write({ ...frozen, ...Object.fromEntries(said.map((name) => [name, [...hashesOf(name), now[name]!]])) });
    } else expect(now).toEqual(Object.fromEntries(Object.keys(frozen).map((name) => [name, hashesOf(name).at(-1)])));
  });

  it('slices by whole keys of states, and never by what is personal', () => {
    const table = (over: string) => {
      const [name, of] = over.split('.') as [string, string];
      const model = models.find((each) => each.name === name);
      return { states: model?.states[of], facts: model?.facts[of] };
    };
    for (const kpi of kpis) {
      for (const [name, slice] of Object.entries(kpi.slices)) {
        const where = `${kpi.name} by ${name}`;
        if (slice.kind === 'state')
          for (const { over, on, key, column } of slice.steps) {
            const { states } = table(over);
            const met = [...Object.keys(on), ...(key === undefined ? [] : [key])].sort();
            expect([where, over, met]).toEqual([where, over, [...(states?.per ?? [])].sort()]);
            expect([where, column, states?.columns[column]?.personal]).toEqual([where, column, undefined]);
          }
        else if (!hasOwnSql(kpi)) {
          const { facts, states } = table((kpi.over ?? kpi.states)!);
          const column = (facts ?? states)?.columns[slice.column ?? name];
          expect([where, column?.personal]).toEqual([where, undefined]);
        }
      }
      expect(new Set(sliceNames(kpi)).size).toBe(sliceNames(kpi).length);
    }
  });
});
