const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const TO_ESCAPE = /[\\\n\r\t]/g;

/** Rows as PostgreSQL's COPY reads them in its text format. */
export function copyText<R>(rows: readonly R[], columns: (row: R) => readonly (string | number | null)[]): Buffer {
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const value of columns(row)) {
      text += separator + (value === null ? '\\N' : typeof value === 'number' ? String(value) : escaped(value));
      separator = '\t';
    }
    text += '\n';
  }
  return Buffer.from(text);
}

function escaped(text: string): string {
  return text.replace(TO_ESCAPE, (character) => ESCAPES[character]!);
}
