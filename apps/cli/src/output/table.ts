/** A column of a table for people. */
export interface Column<R> {
  readonly title: string;
  readonly value: (row: R) => string | number | null;
  /** Numbers stand right. */
  readonly right?: true;
}

/** Lines of a table, columns aligned; nothing where there are no rows. */
export function tableLines<R>(rows: readonly R[], columns: readonly Column<R>[]): string[] {
  if (rows.length === 0) return [];
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => text(value(row))))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells.map((line) =>
    line
      .map((cell, i) => (columns[i]!.right ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

function text(value: string | number | null): string {
  if (value === null) return '-';
  return typeof value === 'number' ? number(value) : value;
}

/** A number for people: `12,345`. */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A number of bytes for people: `12.3 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1_000 && unit < units.length - 1) {
    scaled /= 1_000;
    unit++;
  }
  return `${unit === 0 ? scaled : scaled.toFixed(1)} ${units[unit]}`;
}

/** A duration for people: `4 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
