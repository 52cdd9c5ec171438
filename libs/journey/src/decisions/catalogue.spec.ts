import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyDecision } from '#kernel';
import { DECISIONS } from './catalogue.js';

/** Whether a value of a module is a decision. */
function isDecision(value: unknown): value is AnyDecision {
  return typeof value === 'object' && value !== null && 'decide' in value && 'decider' in value;
}

describe('the catalogue of decisions', () => {
  it('lists every decision of the folder, and each once', async () => {
    const files = readdirSync(__dirname).filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'catalogue.ts');
    const declared = await Promise.all(
      files.map(async (file) => Object.values((await import(join(__dirname, file))) as object).filter(isDecision)),
    );
    const names = (decisions: readonly AnyDecision[]) => decisions.map(({ name }) => name).sort();
    expect(names(DECISIONS)).toEqual(names(declared.flat()));
    expect(new Set(names(DECISIONS)).size).toBe(DECISIONS.length);
  });
});
