/** Something an expression may not say, and where: the character it begins at, from 0. */
export class Unsayable extends Error {
  override readonly name = 'Unsayable';
  constructor(
    readonly offset: number,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** A piece of an expression. Names are in lower case; a text is without its quotes. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'parameter' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

const LONGEST = 4_000;
/** In this order: a sign that begins another one comes after it. */
const SIGNS = ['::', '<=', '>=', '<>', '!=', '||', '<', '>', '=', '+', '-', '*', '/', '%', '(', ')', ','];

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^;/, 'a semicolon ends nothing here: an expression is one value'],
  [/^(--|\/\*|\*\/)/, 'comments are not taken'],
  [/^"/, 'names are written without quotes'],
  [/^\$/, 'a parameter is written with a colon, as :days'],
  [/^\\/, 'a backslash means nothing here'],
];

/** Cuts an expression into pieces. Throws Unsayable for what none begins with. */
export function tokensOf(expression: string): readonly Token[] {
  if (expression.length > LONGEST)
    throw new Unsayable(0, `has ${expression.length} characters, at most ${LONGEST} are allowed`);
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < expression.length) {
    const rest = expression.slice(offset);
    const space = /^\s+/.exec(rest);
    if (space !== null) {
      offset += space[0].length;
      continue;
    }
    const { length, ...token } = nextOf(rest, offset);
    tokens.push(token);
    offset += length;
  }
  return [...tokens, { kind: 'end', text: '', offset: expression.length }];
}

function nextOf(rest: string, offset: number): Token & { readonly length: number } {
  for (const [pattern, what] of REFUSED) if (pattern.test(rest)) throw new Unsayable(offset, what);
  const found = (kind: Token['kind'], text: string, length = text.length) => ({ kind, text, offset, length });
  const quoted = /^'((?:[^']|'')*)'/.exec(rest);
  if (quoted !== null) return found('text', quoted[1]!.replaceAll("''", "'"), quoted[0].length);
  if (rest.startsWith("'")) throw new Unsayable(offset, 'a text without an end');
  const number = /^\d{1,30}(\.\d{1,30})?(?![\w.])/.exec(rest);
  if (number !== null) return found('number', number[0]);
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest);
  if (name !== null) {
    // E'…', B'…', U&'…' read their texts in other ways
    if (rest[name[0].length] === "'" || rest[name[0].length] === '&')
      throw new Unsayable(offset, `${name[0]} right before a text means nothing here`);
    return found('name', name[0].toLowerCase(), name[0].length);
  }
  const parameter = /^:([a-z][A-Za-z0-9]*)/.exec(rest);
  if (parameter !== null) return found('parameter', parameter[1]!, parameter[0].length);
  const sign = SIGNS.find((each) => rest.startsWith(each));
  if (sign !== undefined) return found('sign', sign);
  throw new Unsayable(offset, `${JSON.stringify(rest[0])} means nothing here`);
}
