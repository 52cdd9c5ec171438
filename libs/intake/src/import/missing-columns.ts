import { InvalidInput } from '#kernel';
import type { Misplaced } from './checking.js';
import type { LookedUp } from './lookups.js';
import { placed } from './mapping-document.js';
import type { Condition, Expression, ImportMapping, Path } from './mapping.js';

/**
 * Every column a mapping names must be there: better said once than for every row. Throws InvalidInput
 * (`mapping.columns`).
 */
export function refuseMissing(mapping: ImportMapping, columns: readonly string[], lookups: LookedUp): void {
  const missing: Misplaced[] = [];
  const inFile = (path: Path, column: string): void => {
    if (!columns.includes(column))
      missing.push({
        path,
        what: `the file has no column ${JSON.stringify(column)}`,
        remedy: `it has ${columns.join(', ')}`,
      });
  };
  const look = (path: Path, expression: Expression): void => {
    switch (expression.from) {
      case 'constant':
        return;
      case 'column':
      case 'previous':
        inFile([...path, expression.from], expression.column);
        break;
      case 'columns':
        if (expression.columns !== 'all')
          expression.columns.forEach((column, i) => inFile([...path, 'columns', i], column));
        return;
      case 'object':
        for (const name in expression.members) look([...path, 'object', name], expression.members[name]!);
        return;
      case 'list':
        expression.items.forEach((item, i) => look([...path, 'list', i], item));
        return;
      case 'concat':
        expression.parts.forEach((part, i) => look([...path, 'concat', i], part));
        break;
      case 'lookup': {
        look([...path, 'key'], expression.key);
        const there = lookups.columns(expression.lookup);
        if (!there.includes(expression.column))
          missing.push({
            path: [...path, 'field'],
            what: `the look-up ${expression.lookup} has no column ${JSON.stringify(expression.column)}`,
            remedy: `it has ${there.join(', ')}`,
          });
      }
    }
    if (expression.with.money !== undefined) look([...path, 'money', 'currency'], expression.with.money.currency);
  };
  const lookIn = (path: Path, condition: Condition): void => {
    if ('value' in condition) look(path, condition.value);
    else condition.changed.forEach((column, i) => inFile([...path, 'changed', i], column));
  };
  mapping.emits.forEach((emit, i) => {
    const path = ['emits', i];
    emit.when.forEach((condition, n) => lookIn([...path, 'when', n], condition));
    if (emit.at !== null) {
      look([...path, 'at'], emit.at.value);
      for (const { unit, by } of emit.at.shifts) look([...path, 'at', 'shift', unit], by);
    }
    for (const name in emit.about) look([...path, 'about', name], emit.about[name]!.value);
    emit.identifiers.forEach(({ value }, n) => look([...path, 'identifiers', n], value));
    for (const name in emit.fields) look([...path, 'fields', name], emit.fields[name]!);
    if (emit.id !== null) look([...path, 'id'], emit.id);
  });
  if (missing.length > 0)
    throw new InvalidInput(
      'mapping.columns',
      missing.map((problem) => placed(problem, mapping.placeOf)),
    );
}
