const hues = ['blue', 'violet', 'green', 'teal', 'pink', 'orange', 'yellow', 'slate'] as const;

/** The first letters of a name, whatever its script: two of two words, one of one. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/[@<(].*$/u, '')
    .split(/[\s._-]+/u)
    .filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = Array.from(words[0] ?? name);
  const last = words.length > 1 ? Array.from(words.at(-1)!) : [];
  return `${first[0] ?? '?'}${last[0] ?? ''}`.toLocaleUpperCase();
}

/** Always the same hue for the same name. */
export function hueOf(name: string): (typeof hues)[number] {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0;
  return hues[sum % hues.length]!;
}
