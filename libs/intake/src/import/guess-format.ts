/** What a file seems to be written in. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Of a text without marks, so many of its first bytes are looked at for zeros. */
const HEAD = 4_096;

/**
 * The encoding that pieces of a file's bytes seem to be written in: by its byte order mark, by zeros between its
 * characters, else UTF-8 where all of them are that, else windows-1252, which any bytes are. A piece may begin and end
 * within a character.
 */
export function guessEncoding(pieces: readonly Uint8Array[]): string {
  const [head = new Uint8Array()] = pieces;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const looked = Math.min(head.length, HEAD);
  for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i % 2]!++;
  if (zeros[1]! > looked / 8 && isTable(head, 'utf-16le')) return 'utf-16le';
  if (zeros[0]! > looked / 8 && isTable(head, 'utf-16be')) return 'utf-16be';
  return pieces.every((piece, i) => isUtf8(i === 0 ? piece : withoutRest(piece))) ? 'utf-8' : 'windows-1252';
}

/** Whether there are words apart from each other in an encoding: not where the zeros are a few control characters. */
function isTable(head: Uint8Array, encoding: string): boolean {
  const text = new TextDecoder(encoding).decode(head.subarray(0, HEAD));
  return /[\p{L}\p{N}]/u.test(text) && /[,;|\t\r\n]/.test(text);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Without the rest of a character that began before. */
function withoutRest(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < 3 && from < bytes.length && (bytes[from]! & 0xc0) === 0x80) from++;
  return bytes.subarray(from);
}

/** Records that are counted. */
const RECORDS = 200;

/**
 * The delimiter that cuts most of the first records of a text into equally many cells; of several that do, the one that
 * makes most cells. A comma for what none of them cuts. Delimiters within quotation marks cut nothing.
 */
export function guessDelimiter(text: string): string {
  const records = countedRecords(text);
  let best = { delimiter: ',', agreeing: 0, cuts: 0 };
  DELIMITERS.forEach((delimiter, d) => {
    const times = new Map<number, number>();
    for (const counts of records) if (counts[d]! > 0) times.set(counts[d]!, (times.get(counts[d]!) ?? 0) + 1);
    for (const [cuts, agreeing] of times)
      if (agreeing > best.agreeing || (agreeing === best.agreeing && cuts > best.cuts))
        best = { delimiter, agreeing, cuts };
  });
  return best.delimiter;
}

/** How often each delimiter stands in each of the first records; the last one counts only where the text ends with it. */
function countedRecords(text: string): readonly (readonly number[])[] {
  const records: number[][] = [];
  let counts = DELIMITERS.map(() => 0);
  let quoted = false;
  let atStart = true;
  let empty = true;
  for (let i = 0; i < text.length && records.length < RECORDS; i++) {
    const sign = text[i]!;
    if (quoted) {
      if (sign !== '"') continue;
      if (text[i + 1] === '"') i++;
      else quoted = false;
      continue;
    }
    if (sign === '\n' || sign === '\r') {
      if (!empty) records.push(counts);
      counts = DELIMITERS.map(() => 0);
      [atStart, empty] = [true, true];
      continue;
    }
    empty = false;
    const d = (DELIMITERS as readonly string[]).indexOf(sign);
    if (d >= 0) counts[d]!++;
    else if (sign === '"' && atStart) quoted = true;
    atStart = d >= 0;
  }
  if (records.length === 0 && !empty) records.push(counts);
  return records;
}
