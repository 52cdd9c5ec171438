import type { Setting } from './setting.js';
import { settings } from './settings.js';

/** The settings as `--help` shows them: variable, what it accepts, default, meaning. Plain text, 80 columns or so. */
export function configurationHelp(): string {
  return rows()
    .map(
      (row) =>
        `  ${row.variable}${row.fallback === undefined ? '' : ` (default: ${row.fallback || 'none'})`}\n` +
        wrap(
          `${row.description} Accepts ${row.accepts}.${row.secret ? ` ${row.variable}_FILE names a file instead.` : ''}`,
          74,
          '      ',
        ),
    )
    .join('\n');
}

/** docs/configuration.md, whole. */
export function configurationPage(): string {
  const lines = rows().map(
    (row) =>
      `| \`${row.variable}\`${row.secret ? `, \`${row.variable}_FILE\`` : ''} | ${row.accepts}${row.secret ? ' (secret)' : ''} | ${
        row.fallback ? `\`${row.fallback}\`` : ''
      } | ${row.description} |`,
  );
  return `# Configuration

Every setting is an environment variable, read once and checked at start. An unknown \`THROUGHLINE_\` variable or a bad
value is refused with exit code 2 and a line that says what would be right. An empty value counts as not set. Values of
secrets are never printed. A secret may lie in a file: set the variable of its name and \`_FILE\` to the file's path
instead; one line's end at the end of the file is cut off. To set both is refused.

| variable | accepts | default | meaning |
| --- | --- | --- | --- |
${lines.join('\n')}

This page is made from the table in \`libs/platform/src/configuration/settings.ts\` by \`npm run docs:configuration\`.
`;
}

function rows(): Setting<unknown>[] {
  return Object.values(settings);
}

function wrap(text: string, width: number, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]!;
    if (last.length + word.length + 1 > width && last) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.map((line) => indent + line).join('\n');
}
