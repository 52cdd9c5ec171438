import { isNode, isScalar, LineCounter, isMap, parseDocument, type Document } from 'yaml';
import { InvalidInput, type EventCatalogue, type Problem } from '#kernel';
import { Checking, type Misplaced } from './checking.js';
import type { ImportMapping, Path } from './mapping.js';
import { readMapping } from './read-mapping.js';

/** The largest document, in characters. */
const MOST_CHARACTERS = 256 * 1024;

/**
 * Reads a mapping. Throws InvalidInput (`mapping.invalid`) with every problem, each with its line and column.
 * `catalogue` knows which events there are, and what they may hold.
 */
export function parseMapping(document: string, catalogue: EventCatalogue): ImportMapping {
  if (document.length > MOST_CHARACTERS)
    throw new InvalidInput('mapping.invalid', [
      { where: '', what: `has ${document.length} characters, at most ${MOST_CHARACTERS} are allowed` },
    ]);
  const lines = new LineCounter();
  const parsed = parseDocument(document, { lineCounter: lines, prettyErrors: false });
  const wrong = parsed.errors.map(({ message, pos }): Problem => ({ where: placeAt(lines, pos[0]), what: message }));
  if (wrong.length > 0) throw new InvalidInput('mapping.invalid', wrong);
  const placeOf = (path: Path, atKey = false): string => placeAt(lines, offsetOf(parsed, path, atKey));
  const checking = new Checking();
  const mapping = readMapping(valueOf(parsed), checking, catalogue);
  if (checking.problems.length > 0)
    throw new InvalidInput(
      'mapping.invalid',
      checking.problems.map((problem) => placed(problem, placeOf)),
    );
  return { ...mapping, document, placeOf };
}

/** Aliases that multiply are a document of no use. */
function valueOf(parsed: Document.Parsed): unknown {
  try {
    return parsed.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw new InvalidInput('mapping.invalid', [{ where: '', what: (error as Error).message }]);
  }
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
