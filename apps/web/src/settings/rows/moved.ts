/** The same rows with one of them at another place. */
export function moved<T>(rows: readonly T[], from: number, to: number): readonly T[] {
  const rest = rows.filter((_, i) => i !== from);
  return [...rest.slice(0, to), rows[from]!, ...rest.slice(to)];
}
