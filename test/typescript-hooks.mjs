import { readFile, access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

/** Resolution with the condition that leads to the sources, and `x.js` read as `x.ts`. */
export async function resolve(specifier, context, next) {
  const conditions = [...(context.conditions ?? []), 'throughline-source'];
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    const exists = await access(source).then(
      () => true,
      () => false,
    );
    if (exists) return { url: source.href, format: 'module', shortCircuit: true };
  }
  const resolved = await next(specifier, { ...context, conditions });
  return resolved.url.endsWith('.ts') ? { ...resolved, format: 'module' } : resolved;
}

/** TypeScript becomes ESM, decorators included, as the build makes it. */
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
