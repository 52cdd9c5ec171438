import type { Readable } from 'node:stream';
import type { Parser } from 'csv-parse';

/** What is heard of rows that are too long, by the number of records before them. */
export interface LongRows {
  /** The most characters of a row. */
  readonly most: number;
  readonly quote: string;
  /** The parser has the beginning of this row; the rest of it is passed over. */
  readonly onCut: (record: number) => void;
  /** Where this row ends cannot be told: behind its beginning there is a quotation mark. Nothing more is read. */
  readonly onEndless: (record: number) => void;
}

const LINE_FEED = 0x0a;

/** Whether a parser is within quotation marks; it does not declare that. */
export function isQuoting(parser: Parser): boolean {
  return (parser as unknown as { readonly state: { readonly quoting: boolean } }).state.quoting;
}

/**
 * Hands a text over to a parser, piece by piece, each when the one before is parsed. A row that is too long and has no
 * quotation mark ends with its line: what is too much of it is not kept. Any other one is the parser's to refuse.
 */
export async function feed(text: Readable, parser: Parser, { most, quote, onCut, onEndless }: LongRows): Promise<void> {
  const written = (piece: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      parser.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  // Of the line that is not over: its characters, whether it has a quotation mark, and once it is cut, what may begin a break.
  let characters = 0;
  let marked = false;
  let cut: Buffer | null = null;
  for await (const chunk of text as AsyncIterable<Buffer>) {
    const lineBreak = lineBreakOf(parser);
    const last = lineBreak?.at(-1) ?? LINE_FEED;
    let rest = chunk;
    if (cut === null && lineBreak !== undefined && characters + chunk.length > most && !marked) {
      const end = chunk.indexOf(last);
      const part = end < 0 ? chunk : chunk.subarray(0, end);
      if (characters + part.toString().length > most && !part.includes(quote) && !isQuoting(parser)) {
        onCut(parser.info.records);
        cut = Buffer.alloc(0);
      }
    }
    if (cut !== null) {
      rest = Buffer.concat([cut, chunk]);
      const end = rest.indexOf(lineBreak!);
      if ((end < 0 ? rest : rest.subarray(0, end)).includes(quote)) {
        onEndless(parser.info.records);
        break;
      }
      if (end < 0) {
        cut = rest.subarray(rest.length - lineBreak!.length + 1);
        continue;
      }
      cut = null;
      rest = rest.subarray(end);
    }
    await written(rest);
    const begun = rest.lastIndexOf(last);
    const tail = rest.subarray(begun + 1);
    characters = (begun < 0 ? characters : 0) + tail.toString().length;
    marked = (begun < 0 && marked) || tail.includes(quote);
  }
  parser.end();
}

/** How lines end here; unknown before the first one has. */
function lineBreakOf(parser: Parser): Buffer | undefined {
  return (parser.options.record_delimiter as readonly Buffer[])[0];
}
