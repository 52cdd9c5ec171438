import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import deskEn from './desk/en.json';
import deskFr from './desk/fr.json';
import deskId from './desk/id.json';
import en from './en.json';
import fr from './fr.json';
import id from './id.json';
import { languages } from './languages.js';

const root = join(__dirname, '..');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.spec.ts'))
  .map((file) => join(root, file));
const texts = {
  en: flat({ ...en, ...deskEn }),
  fr: flat({ ...fr, ...deskFr }),
  id: flat({ ...id, ...deskId }),
};
/** Screens under routes that fetch the texts of the desk first, and what is loaded together with them. */
const DESK = new RegExp(
  `^(${[
    'business|company|contact|deals|duplicates|figures|funnel|handoffs|home|identity|imports|inspector|intake|journey',
    'owners|settings|subject|tickets|contacts/first-touch|shell/palette|shell/palette-entries|shell/key-help|travel/moment-popover',
    'ui/problem-text',
  ].join('|')})[/.]`,
);
const plural = /_(zero|one|two|few|many|other)$/;

function flat(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree) as [string, string | object][])
    if (typeof value === 'string') found.set(prefix + name, value);
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) found.set(key, text);
  return found;
}

/** Keys as the code names them: without the plural's suffix. */
function keysOf(language: keyof typeof texts): Set<string> {
  return new Set([...texts[language].keys()].map((key) => key.replace(plural, '')));
}

interface Used {
  /** Keys written out in a call of `t`. */
  readonly called: { readonly key: string; readonly where: string }[];
  /** The beginnings of keys put together in a call of `t`: `channel.` of `channel.${name}`. */
  readonly beginnings: { readonly key: string; readonly where: string }[];
  /** Text that stands between tags, and so is in no file of texts. */
  readonly bare: { readonly text: string; readonly where: string }[];
}

function usedIn(paths: readonly string[]): Used {
  const used: Used = { called: [], beginnings: [], bare: [] };
  for (const path of paths) {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, kindOf(path));
    const where = (node: ts.Node): string => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      return `${path.slice(root.length + 1)}:${line + 1}`;
    };
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === 't') collect(node.arguments[0], where, used);
      if (ts.isJsxText(node) && /\p{L}/u.test(node.text))
        used.bare.push({ text: node.text.trim(), where: where(node) });
      if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer !== undefined)
        if (ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text))
          used.bare.push({ text: node.initializer.text, where: where(node) });
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return used;
}

/** Attributes whose values people see or hear. */
const spoken = new Set(['aria-label', 'title', 'placeholder', 'label', 'description', 'alt']);

function kindOf(path: string): ts.ScriptKind {
  return path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

function collect(argument: ts.Expression | undefined, where: (node: ts.Node) => string, used: Used): void {
  if (argument === undefined) return;
  if (ts.isStringLiteral(argument) || ts.isNoSubstitutionTemplateLiteral(argument))
    used.called.push({ key: argument.text, where: where(argument) });
  else if (ts.isTemplateExpression(argument)) {
    const ends = argument.templateSpans.map((span) => span.literal.text).join('*');
    used.beginnings.push({ key: `${argument.head.text}*${ends}`, where: where(argument) });
  } else if (ts.isConditionalExpression(argument)) {
    collect(argument.whenTrue, where, used);
    collect(argument.whenFalse, where, used);
  } else throw new Error(`${where(argument)}: a key must be written out, or begin with text: ${argument.getText()}`);
}

function matches(pattern: string, key: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^.]+')}$`).test(key);
}

function variables(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort();
}

describe('the texts of the screens', () => {
  const used = usedIn(files);
  const keys = keysOf('en');

  it('are all there: no key is asked for that has no text', () => {
    const missing = used.called.filter(({ key }) => !keys.has(key));
    const empty = used.beginnings.filter(({ key }) => ![...keys].some((known) => matches(key, known)));
    expect([...missing, ...empty]).toEqual([]);
  });

  it('of the desk are asked for by its screens alone, and are not there twice', () => {
    const sections = new Set(Object.keys(deskEn));
    const elsewhere = [...used.called, ...used.beginnings].filter(
      ({ key, where }) => sections.has(key.split('.')[0]!) && !DESK.test(where),
    );
    expect(elsewhere).toEqual([]);
    expect(Object.keys(en).filter((section) => sections.has(section))).toEqual([]);
  });

  it('are all used: no key has a text that nothing asks for', () => {
    const asked = new Set(used.called.map(({ key }) => key));
    const unused = [...keys].filter((key) => !asked.has(key) && !used.beginnings.some((one) => matches(one.key, key)));
    expect(unused).toEqual([]);
  });

  it('stand in no code: between tags there are only expressions, and the name of the product', () => {
    expect(used.bare.filter(({ text }) => text !== 'Throughline')).toEqual([]);
  });

  it.each(languages)('are the same keys in %s, with the plurals of that language', (language) => {
    expect([...keysOf(language)].sort()).toEqual([...keys].sort());
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
    const counted = new Set(
      [...texts.en.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')),
    );
    for (const key of counted) {
      const there = [...texts[language].keys()]
        .filter((one) => plural.test(one) && one.replace(plural, '') === key)
        .map((one) => one.slice(key.length + 1))
        .sort();
      expect({ key, there }).toEqual({ key, there: categories });
    }
  });

  it.each(languages)('name the same values in %s', (language) => {
    for (const [key, text] of texts[language]) {
      const english = texts.en.get(key) ?? texts.en.get(key.replace(plural, '_other'));
      expect({ key, names: variables(text) }).toEqual({ key, names: variables(english ?? '') });
    }
  });

  it.each(languages)('are not empty in %s', (language) => {
    expect([...texts[language]].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
