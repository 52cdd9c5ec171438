import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyQuery } from './index.js';
import { questions } from './index.js';

function isQuery(value: unknown): value is AnyQuery {
  return typeof value === 'object' && value !== null && 'answer' in value && 'path' in value;
}

describe('the catalogue of questions', () => {
  it('lists every question of this folder, and each once', async () => {
    const files = readdirSync(__dirname).filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'index.ts');
    const declared = await Promise.all(
      files.map(async (file) => Object.values((await import(join(__dirname, file))) as object).filter(isQuery)),
    );
    const names = (queries: readonly AnyQuery[]): string[] => queries.map((query) => query.name).sort();
    expect(names(questions)).toEqual(names(declared.flat()));
    expect(new Set(names(questions)).size).toBe(questions.length);
    expect(new Set(questions.map((query) => query.path)).size).toBe(questions.length);
  });
});
