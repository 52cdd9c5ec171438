import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { InvalidInput, type Problem } from '#kernel';

const MOST_CHARACTERS = 64 * 1024;

/** A path into a document: `['slices', 'owner', 'at']`. */
export type DocumentPath = readonly string[];

/** The document of a figure: a value, and problems with the places they are at. */
export class KpiDocument {
  private readonly problems: Problem[] = [];

  private constructor(
    readonly value: Readonly<Record<string, unknown>>,
    private readonly parsed: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** Reads YAML, or JSON, which is YAML too. Throws InvalidInput (`kpi.invalid`). */
  static read(document: string): KpiDocument {
    const refuse = (where: string, what: string): never => {
      throw new InvalidInput('kpi.invalid', [{ where, what }]);
    };
    if (document.length > MOST_CHARACTERS)
      refuse('', `has ${document.length} characters, at most ${MOST_CHARACTERS} are allowed`);
    const lines = new LineCounter();
    const parsed = parseDocument(document, { lineCounter: lines, prettyErrors: false });
    const [wrong] = parsed.errors;
    if (wrong !== undefined) refuse(place(lines, wrong.pos[0]), wrong.message);
    if (!isMap(parsed.contents)) refuse('line 1, column 1', 'is no list of names and values');
    try {
      return new KpiDocument(parsed.toJS({ maxAliasCount: 20 }) as Record<string, unknown>, parsed, lines);
    } catch (error) {
      return refuse('', (error as Error).message);
    }
  }

  /** Notes a problem; within a text, at which of its characters it begins. */
  wrong(path: DocumentPath, what: string, remedy?: string, within?: number): void {
    const character = within === undefined ? '' : `, character ${within + 1}`;
    const where = `${place(this.lines, this.offsetOf(path))}, ${path.join('.')}${character}`;
    this.problems.push({ where, what, ...(remedy === undefined ? {} : { remedy }) });
  }

  /** Throws InvalidInput (`kpi.invalid`) with every problem there is. */
  check(): void {
    if (this.problems.length > 0) throw new InvalidInput('kpi.invalid', this.problems);
  }

  /** Where a place begins; of what is missing, where that which lacks it does. */
  private offsetOf(path: DocumentPath): number {
    for (let length = path.length; length > 0; length--) {
      const parent = length === 1 ? this.parsed.contents : this.parsed.getIn(path.slice(0, length - 1), true);
      if (!isMap(parent)) continue;
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path[length - 1]);
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    return this.parsed.contents?.range[0] ?? 0;
  }
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line || 1}, column ${col || 1}`;
}
