import type { KpiDefinition, KpiKind, KpiParameter, KpiUnit, Words } from '#kernel';
import { CURRENT_WORDS, SLICE_WORDS, TEAM_WORDS, UNIT_WORDS } from '../../reading/kpi-words.js';
import { readModelsOf } from './records.js';
import { sliceNames } from './slices.js';

/** A figure as the catalogue lists it, in words of every language. */
export interface KpiLine {
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly kind: KpiKind;
  readonly unit: KpiUnit;
  readonly unitWords: Words;
  readonly team: string;
  readonly teamWords: Words;
  readonly title: Words;
  /** What is counted, which date places it, what is left out. */
  readonly definition: Words;
  readonly slices: readonly { readonly name: string; readonly words: Words }[];
  readonly parameters: Readonly<Record<string, KpiParameter>>;
  /** The read models it is computed from: when one of them changes, so may it. */
  readonly reads: readonly string[];
}

/** Describes a figure. */
export function catalogueLine(kpi: KpiDefinition, hash: string): KpiLine {
  const { name, version, kind, unit, team, title, says, parameters = {} } = kpi;
  return {
    name,
    version,
    hash,
    kind,
    unit,
    unitWords: UNIT_WORDS[unit],
    team,
    teamWords: TEAM_WORDS[team] ?? same(team),
    title,
    definition: says,
    slices: sliceNames(kpi).map((slice) => ({ name: slice, words: sliceWords(slice) })),
    parameters,
    reads: readModelsOf(kpi, []),
  };
}

function sliceWords(slice: string): Words {
  const [name = slice, current] = slice.split('@');
  const words = SLICE_WORDS[name] ?? same(name);
  if (current === undefined) return words;
  const now = (language: keyof Words): string => `${words[language]} (${CURRENT_WORDS[language]})`;
  return { en: now('en'), fr: now('fr'), id: now('id') };
}

function same(word: string): Words {
  return { en: word, fr: word, id: word };
}
