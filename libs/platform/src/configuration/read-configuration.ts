import { readFileSync } from 'node:fs';
import { errorCode, StartFailure } from '../failure.js';
import type { Setting } from './setting.js';
import { settings, type Configuration } from './settings.js';

const PREFIX = 'THROUGHLINE_';

/** A secret may be given as the path of a file with its value: in the variable of its name and this. */
const IN_FILE = '_FILE';

/**
 * Reads every setting once and checks all of them. The value of a secret may lie in a file, as containers are given
 * theirs: `NAME_FILE` names it.
 *
 * @param environment usually `process.env`; an empty value counts as not set.
 * @throws StartFailure (exit code 2) with one line for each unknown variable or bad value: name, value, remedy.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const problems = unknownVariables(environment);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of rows()) {
    let text: string | undefined;
    try {
      text = setting.secret ? secretText(setting.variable, environment) : stated(environment[setting.variable]);
    } catch (error) {
      problems.push((error as Error).message);
      continue;
    }
    text ??= setting.fallback;
    try {
      values[name] = text === undefined ? undefined : setting.parse(text);
    } catch (error) {
      const shown = setting.secret ? '(not shown)' : JSON.stringify(text);
      problems.push(`${setting.variable} is ${shown}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  if (problems.length > 0) throw new StartFailure('configuration.refused', problems.join('\n'), 2);
  return values as Configuration;
}

function rows(): [string, Setting<unknown>][] {
  return Object.entries(settings);
}

function stated(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** The text of a secret, from its variable or from the file that is named instead. @throws Error in one line. */
function secretText(variable: string, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = stated(environment[variable]);
  const path = stated(environment[variable + IN_FILE]);
  if (path === undefined) return given;
  if (given !== undefined)
    throw new Error(`${variable} and ${variable}${IN_FILE} are both set: leave one of them out.`);
  return textOfFile(`${variable}${IN_FILE}`, path);
}

const UNREADABLE: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not read it',
};

/** Editors end a file with a line's end, which is no part of the value. */
function textOfFile(variable: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = UNREADABLE[errorCode(error) ?? ''] ?? (error as Error).message;
    throw new Error(`${variable} is ${JSON.stringify(path)}: ${reason}; give the path of a file with the value.`, {
      cause: error,
    });
  }
  const value = text.replace(/\r?\n$/, '');
  if (value === '')
    throw new Error(`${variable} is ${JSON.stringify(path)}: the file is empty; write the value into it.`);
  return value;
}

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = rows().flatMap(([, { variable, secret }]) => (secret ? [variable, variable + IN_FILE] : [variable]));
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .sort()
    .map((name) => {
      const nearest = nearestOf(name, known);
      const remedy = nearest ? `did you mean ${nearest}?` : 'remove it; --help lists every setting.';
      return `${name} is ${looksSecret(name) ? '(not shown)' : JSON.stringify(environment[name])}: there is no such setting; ${remedy}`;
    });
}

/** An unknown variable may be a misspelt secret, so its value is only shown when its name rules that out. */
function looksSecret(name: string): boolean {
  return /SECRET|KEY|PASSWORD|TOKEN|URL|CREDENTIAL/.test(name);
}

function nearestOf(name: string, known: readonly string[]): string | undefined {
  const byDistance = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = byDistance[0];
  return best && best.distance <= 4 ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
