import { Ajv } from 'ajv';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKey, settings } from '#platform';
import { checkout, COMPOSE_FILES, composeFile, secretPath, type Service } from './compose-file.js';

/** The compose specification's own schema, as a package for checking such files carries it. */
const schema = JSON.parse(
  readFileSync(join(checkout, 'node_modules/dclint/schemas/compose.schema.json'), 'utf8'),
) as object;
const fits = new Ajv({ strict: false, allErrors: true, validateSchema: false }).compile(schema);

/** Settings of engines and programs that this checkout may not have got yet. */
const elsewhere = (name: string): boolean =>
  (name.includes('KAFKA_') && !existsSync(join(checkout, 'apps/relay/src'))) ||
  (name.startsWith('EVENTSTORE_') && !existsSync(join(checkout, 'libs/event-log/src/eventstoredb')));

const BUILT = 'throughline:';
const variables = new Set(
  Object.values(settings).flatMap((setting) =>
    'secret' in setting && setting.secret === true
      ? [setting.variable, `${setting.variable}_FILE`]
      : [setting.variable],
  ),
);

describe.each(COMPOSE_FILES)('%s', (path) => {
  const file = composeFile(path);
  const services = Object.entries(file.services);
  const own = services.filter(([, { image }]) => image.startsWith(BUILT));

  it('fits the compose specification', () => {
    fits(file);
    expect(fits.errors ?? []).toEqual([]);
  });

  it('would not fit if a service had a key that there is not, or an unknown condition', () => {
    const wrong = structuredClone(file) as unknown as { services: Record<string, Record<string, unknown>> };
    wrong.services['postgres']!['helthcheck'] = {};
    expect(fits(wrong)).toBe(false);
  });

  it.each(services)('%s: image by version, a user, limits, a health check, a restart', (_name, service) => {
    expect(service.image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z0-9]+)?$/);
    expect(service.user).toMatch(/^(?!root|0)/);
    expect(service.deploy?.resources?.limits).toEqual({
      cpus: expect.stringMatching(/^\d/) as string,
      memory: expect.stringMatching(/^\d+[mg]$/) as string,
    });
    expect(service.healthcheck?.test[0]).toBe('CMD');
    expect(service.restart).toBe('unless-stopped');
  });

  it.each(own)('%s: a root that cannot be written, no rights, somewhere to write', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], user: 'node' });
    expect(service.tmpfs).toContain('/tmp');
    expect([...(service.volumes ?? []), ...(service.tmpfs ?? [])].some((one) => one.endsWith('/data'))).toBe(true);
  });

  it.each(own)('%s: no secret stands in it, and its settings are ones there are', (_name, service) => {
    for (const [name, value] of Object.entries(service.environment ?? {})) {
      if (!elsewhere(name)) expect(variables).toContain(name);
      if (name.endsWith('_FILE')) expect(service.secrets).toContain(value.replace('/run/secrets/', ''));
      else expect(value).not.toMatch(/:\/\/[^/@]*:[^/@]*@/);
    }
  });

  it('names only what it has', () => {
    for (const [, service] of services) {
      for (const name of Object.keys(service.depends_on ?? {})) expect(file.services).toHaveProperty(name);
      for (const name of service.networks ?? []) expect(file.networks).toHaveProperty(name);
      for (const name of service.secrets ?? []) expect(file.secrets).toHaveProperty(name);
      for (const volume of service.volumes ?? []) expect(file.volumes).toHaveProperty(volume.split(':')[0]!);
      for (const { condition } of Object.values(service.depends_on ?? {})) expect(condition).toBe('service_healthy');
    }
  });

  it('lets nobody from outside reach the stores: a network without a way in, no published port', () => {
    expect(file.networks['inside']).toEqual({ internal: true });
    for (const [, service] of services.filter((one) => !own.includes(one)))
      expect(service).toMatchObject({ networks: ['inside'] satisfies Service['networks'] });
    for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('is given secrets that the script makes, once, and that are never checked in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-compose-'));
    const make = (): string =>
      execFileSync(process.execPath, [join(checkout, 'infra/compose/make-secrets.mjs'), folder], { encoding: 'utf8' });
    try {
      make();
      const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
      const before = read('master-key');
      expect(make()).not.toContain('made');
      expect(read('master-key')).toBe(before);
      expect(parseKey(read('id-secret'))).not.toEqual(parseKey(before));
      const address = new URL(read('database-url'));
      expect([address.password, address.username]).toEqual([
        read('postgres-password'),
        file.services['postgres']!.environment!['POSTGRES_USER'],
      ]);
      expect(address.hostname).toBe('postgres');
      for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o222).toBe(0);
      expect(readdirSync(folder).sort()).toEqual(Object.keys(file.secrets).sort());
      for (const [name, secret] of Object.entries(file.secrets))
        expect(secretPath(path, secret)).toBe(`infra/compose/secrets/${name}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(readFileSync(join(checkout, '.gitignore'), 'utf8')).toContain('infra/compose/secrets/');
    expect(readFileSync(join(checkout, '.dockerignore'), 'utf8')).toContain('infra/compose/secrets');
  });
});

describe('the Dockerfile', () => {
  const stages = readFileSync(join(checkout, 'Dockerfile'), 'utf8')
    .split(/^(?=FROM )/m)
    .slice(1);
  const last = stages.at(-1)!;

  it('builds in one stage and runs in another, both from an image with its whole version', () => {
    expect(stages).toHaveLength(2);
    for (const stage of stages) expect(stage).toMatch(/^FROM node:\d+\.\d+\.\d+-bookworm-slim/);
  });

  it('takes only what runs into the last one, which installs nothing and is not root', () => {
    expect(stages[0]).toMatch(/npm prune --omit=dev[^]*rm -rf node_modules\/typescript/);
    expect(last).not.toMatch(/npm ci|npm install|apt-get/);
    expect(last).toMatch(/rm -rf \/usr\/local\/lib\/node_modules/);
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK .*CMD \["node", "bin\/ready\.mjs"\]$/m);
    for (const line of last.split('\n').filter((one) => one.startsWith('COPY'))) expect(line).toContain('--from=build');
  });

  it('does not take secrets and sources of tests into the build', () => {
    const left = readFileSync(join(checkout, '.dockerignore'), 'utf8').split('\n');
    for (const name of ['.git', 'node_modules', 'infra/compose/secrets', '.throughline']) expect(left).toContain(name);
  });
});
