import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const checkout = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');

/** Names of all metrics that programs register, as their sources say. */
function registered(folder: string): string[] {
  const sources = readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('spec.ts') && !name.startsWith('web/'),
  );
  return sources.flatMap((name) =>
    [...read(join(folder, name)).matchAll(/\b(?:counter|gauge|histogram|ofEach)(?:<[^>]*>)?\(\s*'([a-z_]+)'/g)].map(
      ([, metric]) => `throughline_${metric!}`,
    ),
  );
}

const known = new Set(registered('apps'));
/** Programs that this checkout has not got cannot register theirs. */
const isElsewhere = (name: string): boolean =>
  name.startsWith('throughline_relay_') && !existsSync(join(checkout, 'apps/relay/src'));

/** The metrics that an expression asks of; what rules record has a colon in its name. */
const asked = (text: string): string[] =>
  [...text.matchAll(/(?<![\w:])throughline_[a-z_]+(?![\w:])/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, ''),
  );
const recordedNames = (text: string): string[] =>
  [...text.matchAll(/throughline:[a-z_0-9]+:[a-z_0-9]+/g)].map(([n]) => n);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly record?: string;
      readonly alert?: string;
      readonly expr: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    }[];
  }[];
}

const rulesOf = (file: string): Rules['groups'][number]['rules'] =>
  (parse(read(`infra/prometheus/${file}.rules.yml`)) as Rules).groups.flatMap(({ rules }) => rules);
const recording = rulesOf('recording');
const alerts = rulesOf('alerts');
const dashboard = read('infra/grafana/throughline.json');
const operations = read('docs/operations.md');

describe('what watches over metrics', () => {
  it('is told of metrics there are', () => {
    expect(known).toContain('throughline_append_seconds');
    const all = [...recording, ...alerts].flatMap(({ expr }) => asked(expr));
    for (const name of [...all, ...asked(dashboard)]) if (!isElsewhere(name)) expect(known).toContain(name);
  });

  it('asks for nothing recorded that no rule records', () => {
    const records = new Set(recording.map(({ record }) => record));
    const used = [...alerts, ...recording].flatMap(({ expr }) => recordedNames(expr));
    for (const name of [...used, ...recordedNames(dashboard)]) expect(records).toContain(name);
  });

  it.each(alerts.map((rule) => [rule.alert!, rule] as const))(
    '%s says how urgent, what, and what to do',
    (name, rule) => {
      expect(['page', 'ticket']).toContain(rule.labels?.['severity']);
      expect(rule.annotations?.['summary']).toMatch(/\.$/);
      const [, section] = /^docs\/operations\.md#([a-z-]+): ./.exec(rule.annotations?.['runbook'] ?? '') ?? [];
      const titles = [...operations.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        title!.toLowerCase().replaceAll(' ', '-'),
      );
      expect(titles).toContain(section);
      expect(operations).toContain(`\`${name}\``);
    },
  );

  it('is listed in the table of metrics', () => {
    for (const name of known) expect(operations).toContain(name);
  });
});
