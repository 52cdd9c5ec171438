import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTypeScriptConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import configuration from '../../.dependency-cruiser.mjs';

/** Cruises every fixture as if it were the repository, and prints which rules each breaks, as one JSON object. */
const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const tsConfig = extractTypeScriptConfig(fileURLToPath(new URL('../../tsconfig.json', import.meta.url)));
const { forbidden, options } = configuration;
const broken = {};

for (const name of readdirSync(fixtures)) {
  const { output } = await cruise(
    readdirSync(`${fixtures}${name}`),
    { ...options, exclude: {}, ruleSet: { forbidden }, validate: true, baseDir: `${fixtures}${name}` },
    options.enhancedResolveOptions,
    { tsConfig },
  );
  broken[name] = [...new Set(output.summary.violations.map((violation) => violation.rule.name))];
}
process.stdout.write(JSON.stringify({ rules: forbidden.map((rule) => rule.name), broken }));
