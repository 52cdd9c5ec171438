import { existsSync, statfsSync } from 'node:fs';

/** Tests make databases by the hundred, thousands of small files: in memory, where there is room for them. */
const MEMORY = '/dev/shm';
const ROOM = 8e9;
if (process.env.TMPDIR === undefined && existsSync(MEMORY)) {
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize > ROOM) process.env.TMPDIR = MEMORY;
}

/** What is written as ESM and must become CommonJS for jest. Everything else in node_modules stays as it is. */
const transformed =
  '@nestjs|@opentelemetry|content-disposition|cookie|file-type|@fastify|fastify|@borewit|uint8array-extras|token-types|strtok3|@tokenizer|load-esm';

const compiled = ({ tsx }) => ({
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true, tsx },
    transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
    keepClassNames: true,
  },
});

const shared = {
  rootDir: '.',
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|[cm]?js)$': ['@swc/jest', compiled({ tsx: false })],
    '^.+\\.[jt]sx$': ['@swc/jest', compiled({ tsx: true })],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${transformed})/)`],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^#([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^#([a-z-]+)/([a-z]+)$': '<rootDir>/libs/$1/src/$2/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  roots: ['apps', 'libs', 'test', 'docs', 'bench']
    .filter((folder) => existsSync(new URL(folder, import.meta.url)))
    .map((folder) => `<rootDir>/${folder}`),
};

const withDatabase = {
  globalSetup: '<rootDir>/test/database/global-setup.mjs',
  globalTeardown: '<rootDir>/test/database/global-teardown.mjs',
};

const withBroker = {
  globalSetup: '<rootDir>/test/kafka/global-setup.mjs',
  globalTeardown: '<rootDir>/test/kafka/global-teardown.mjs',
};

/**
 * The suffix states the cost: `.spec` is pure, `.int-spec` needs PostgreSQL, `.kafka-spec` PostgreSQL and a Kafka broker,
 * `.e2e-spec` the whole app, `.web-spec` a browser, `.smoke-spec` the built program, `.eventstore-spec` an EventStoreDB
 * server (EVENTSTORE_URL).
 */
export default {
  // for what hangs: how fast a machine is decides no test
  testTimeout: 600_000,
  maxWorkers: '100%',
  projects: [
    { ...shared, displayName: 'unit', testRegex: '\\.spec\\.tsx?$' },
    { ...shared, ...withDatabase, displayName: 'int', testRegex: '\\.int-spec\\.ts$' },
    { ...shared, ...withBroker, displayName: 'kafka', testRegex: '\\.kafka-spec\\.ts$' },
    { ...shared, ...withDatabase, displayName: 'e2e', testRegex: '\\.e2e-spec\\.ts$' },
    { ...shared, ...withDatabase, displayName: 'web', testRegex: '\\.web-spec\\.ts$' },
    {
      ...shared,
      ...withDatabase,
      globalSetup: '<rootDir>/test/database/eventstore-setup.mjs',
      displayName: 'eventstore',
      testRegex: '\\.eventstore-spec\\.ts$',
    },
    { ...shared, displayName: 'smoke', testRegex: '\\.smoke-spec\\.ts$' },
  ],
};
