import { StartFailure } from '../failure.js';
import { settings, type Configuration, type Setting } from './settings.js';

const PREFIX = 'THROUGHLINE_';

/**
 * Reads every setting once and checks all of them.
 *
 * @param environment usually `process.env`; an empty value counts as not set.
 * @throws StartFailure (exit code 2) with one line for each unknown variable or bad value: name, value, remedy.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const problems = unknownVariables(environment);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of rows()) {
    const given = environment[setting.variable];
    const text = given === undefined || given === '' ? setting.fallback : given;
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

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = rows().map(([, setting]) => setting.variable);
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
