import { isAlias, isNode, isScalar, LineCounter, isMap, parseDocument, visit, type Document } from 'yaml';
import { InvalidInput, printable, type EventCatalogue, type Problem } from '#kernel';
import { Checking, type Misplaced } from './checking.js';
import type { ImportMapping, Path } from './mapping.js';
import { readMapping } from './read-mapping.js';

/** The largest document, in characters. */
const MOST_CHARACTERS = 256 * 1024;
/** The most that a problem says of what stands in the document, in characters. */
const MOST_SAID = 300;
/** What YAML holds only as an escape. */
const CONTROL = /[^\P{Cc}\t\n\r\u0085]/u;

/**
 * Reads a mapping. Throws InvalidInput (`mapping.invalid`) with every problem, each with its line and column.
 * `catalogue` knows which events there are, and what they may hold. What is `recorded` already is read as it was accepted.
 */
export function parseMapping(
  document: string,
  catalogue: EventCatalogue,
  { recorded = false }: { readonly recorded?: boolean } = {},
): ImportMapping {
  if (document.length > MOST_CHARACTERS)
    throw invalid([
      { where: 'mapping', what: `has ${document.length} characters, at most ${MOST_CHARACTERS} are allowed` },
    ]);
  if (!recorded) refuseBinary(document);
  const lines = new LineCounter();
  const parsed = parseDocument(document, { lineCounter: lines, prettyErrors: false });
  const wrong = parsed.errors.map(({ message, pos }): Problem => ({ where: placeAt(lines, pos[0]), what: message }));
  if (wrong.length > 0) throw invalid(wrong);
  const placeOf = (path: Path, atKey = false): string => placeAt(lines, offsetOf(parsed, path, atKey));
  const checking = new Checking(recorded);
  const mapping = readMapping(valueOf(parsed, lines), checking, catalogue);
  if (checking.problems.length > 0) throw invalid(checking.problems.map((problem) => placed(problem, placeOf)));
  return { ...mapping, document, placeOf };
}

/** Problems of a document that may hold anything: what they say of it is cut short, and can be printed. */
function invalid(problems: readonly Problem[]): InvalidInput {
  return new InvalidInput(
    'mapping.invalid',
    problems.map(({ where, what, ...more }) => ({ where: excerpt(where), what: excerpt(what), ...more })),
  );
}

function excerpt(text: string): string {
  const shown = printable(text);
  return shown.length > MOST_SAID ? `${shown.slice(0, MOST_SAID).toWellFormed()}…` : shown;
}

function refuseBinary(document: string): void {
  const at = document.search(CONTROL);
  if (at < 0) return;
  const before = document.slice(0, at).split('\n');
  const code = document.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  throw invalid([
    {
      where: `line ${before.length}, column ${before.at(-1)!.length + 1}`,
      what: `holds U+${code}, which no text does`,
      remedy: 'give a mapping written in YAML',
    },
  ]);
}

/** Aliases that multiply are a document of no use. */
function valueOf(parsed: Document.Parsed, lines: LineCounter): unknown {
  try {
    return parsed.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    const { offset, name, known } = lastAlias(parsed);
    const where = placeAt(lines, offset);
    throw invalid([
      known
        ? { where, what: `*${name} stands for too much, with all it names`, remedy: 'write out what is meant' }
        : { where, what: `nothing before it is called &${name}` },
    ]);
  }
}

/** The first alias of nothing that stands before it, else the last one of all. */
function lastAlias(parsed: Document.Parsed): {
  readonly offset: number;
  readonly name: string;
  readonly known: boolean;
} {
  const anchors = new Set<string>();
  let last = { offset: 0, name: '', known: false };
  visit(parsed, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        last = { offset: node.range?.[0] ?? 0, name: node.source, known: anchors.has(node.source) };
        if (!last.known) return visit.BREAK;
      } else if (node.anchor !== undefined) anchors.add(node.anchor);
      return undefined;
    },
  });
  return last;
}

/** A problem with its line and column. */
export function placed(
  { path, atKey = false, ...problem }: Misplaced,
  placeOf: (path: Path, atKey?: boolean) => string,
): Problem {
  return { ...problem, where: [placeOf(path, atKey), nameOf(path)].filter((part) => part !== '').join(', ') };
}

/** A path as people write it: `emits[0].at`. */
export function nameOf(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** Where a place begins: of what is missing, where that which lacks it begins. */
function offsetOf(parsed: Document.Parsed, path: Path, atKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? parsed.contents : parsed.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    if ((atKey || typeof name === 'string') && isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === name);
      const key = pair?.key;
      if (pair !== undefined && isNode(key) && (atKey || !isScalar(pair.value))) return key.range?.[0] ?? 0;
    }
    const node = parsed.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return parsed.contents?.range[0] ?? 0;
}

function placeAt(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line || 1}, column ${col || 1}`;
}
