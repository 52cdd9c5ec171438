/** Whether every word typed occurs in the entry's label or group, whatever the accents and case. */
export function matches(entry: { readonly label: string; readonly group: string }, text: string): boolean {
  const plain = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const within = plain(`${entry.label} ${entry.group}`);
  return plain(text)
    .split(/\s+/)
    .every((word) => within.includes(word));
}
