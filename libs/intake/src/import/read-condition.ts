import { RE2JS } from 're2js';
import { isObject, type Checking } from './checking.js';
import type { Condition, Path, Test } from './mapping.js';
import { readExpression, type Known } from './read-expression.js';

const CONDITIONS = ['present', 'blank', 'equals', 'in', 'matches'];

/** Reads what a row must be like: one condition, or a list of which all must hold. */
export function readConditions(value: unknown, path: Path, known: Known): Condition[] {
  if (value === undefined) return [];
  const one = isObject(value);
  return (one ? [value] : known.checking.list(value, path)).map((condition, i) =>
    readCondition(condition, one ? path : [...path, i], known),
  );
}

function readCondition(value: unknown, path: Path, known: Known): Condition {
  const { checking } = known;
  const said = checking.anyObject(value, path);
  const not = checking.flag(said['not'], [...path, 'not'], false);
  if (said['changed'] !== undefined) {
    checking.object(said, path, ['changed', 'not']);
    return { changed: readChanged(said['changed'], [...path, 'changed'], checking), not };
  }
  const tests = CONDITIONS.filter((name) => said[name] !== undefined);
  if (tests.length !== 1)
    checking.wrong(
      path,
      `says ${tests.length === 0 ? 'no condition' : tests.join(' and ')}`,
      `give one of ${[...CONDITIONS, 'changed'].join(', ')}`,
    );
  const [test] = tests;
  const source = Object.fromEntries(Object.entries(said).filter(([name]) => name !== test && name !== 'not'));
  return {
    value: readExpression(source, path, known),
    is: readTest(
      test,
      test === undefined ? undefined : said[test],
      test === undefined ? path : [...path, test],
      checking,
    ),
    not,
  };
}

/** One column, or several of which any counts. */
function readChanged(value: unknown, path: Path, checking: Checking): readonly string[] {
  return Array.isArray(value) ? checking.texts(value, path) : [checking.text(value, path)];
}

function readTest(test: string | undefined, value: unknown, path: Path, checking: Checking): Test {
  if (test === 'present' || test === 'blank') {
    const yes = checking.flag(value, path, true);
    return { kind: (test === 'present') === yes ? 'present' : 'blank' };
  }
  if (test === 'equals') return { kind: 'in', values: [comparable(value, path, checking)] };
  if (test === 'in')
    return {
      kind: 'in',
      values: checking.list(value, path).map((item, i) => comparable(item, [...path, i], checking)),
    };
  if (test === 'matches') {
    const pattern = checking.text(value, path);
    try {
      return { kind: 'matches', pattern: RE2JS.compile(pattern) };
    } catch (error) {
      checking.wrong(path, `is no pattern (${(error as Error).message})`);
    }
  }
  return { kind: 'present' };
}

function comparable(value: unknown, path: Path, checking: Checking): string {
  if (typeof value === 'boolean') return String(value);
  return checking.text(value, path);
}
