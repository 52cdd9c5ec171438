/**
 * Definitions say what, engines say how, apps introduce them.
 * Every rule has a tree under test/rules/fixtures that breaks it, and a test that sees it reported.
 */
const tests = '\\.(int-|e2e-|web-|kafka-|eventstore-)?spec\\.tsx?$|/(contracts|testing|test)/|^test/';

/** Typed constants and pure functions: the domain. */
const definitions =
  '^libs/(journey/src|intake/src/connectors|projections/src/(models|fields|funnel)|automation/src/reactions|queries/src/(questions|kpis))/';

/** What runs definitions without knowing any of them. */
const engines =
  '^libs/(event-log/src|feed/src|platform/src|numerics/src|projections/src/(engine|identity)|automation/src/(engine|decisions)|(queries|intake)/src/engine)/';

export default {
  forbidden: [
    {
      name: 'kernel-imports-nothing',
      comment: 'All else rests on the kernel; it rests on nothing but Node itself.',
      severity: 'error',
      from: { path: '^libs/kernel/src/', pathNot: tests },
      to: { pathNot: '^libs/kernel/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'definitions-import-only-kernel-and-definitions',
      comment: 'A definition says what; whatever says how stays out of it.',
      severity: 'error',
      from: { path: definitions, pathNot: tests },
      to: { pathNot: ['^libs/kernel/src/', '^libs/queries/src/reading/', definitions] },
    },
    {
      name: 'engines-know-no-domain',
      comment: 'An engine is given definitions by an app; it imports none.',
      severity: 'error',
      from: { path: engines, pathNot: tests },
      to: { path: definitions },
    },
    {
      name: 'libraries-never-import-apps',
      severity: 'error',
      from: { path: '^(libs|bench)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-are-entered-by-standalone-and-cli-only',
      comment:
        'The standalone program is api and projector in one process; the command line starts it. What programs are put together from is api/composition, with the server of health and metrics.',
      severity: 'error',
      from: { path: '^apps/(?!standalone|cli)([^/]+)/', pathNot: tests },
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/api/src/((composition|operation)/|serve\\.ts$)'] },
    },
    {
      name: 'libraries-are-entered-by-their-index',
      severity: 'error',
      from: { path: '^(?:libs|apps|bench|docs|test)/([^/]+)/?' },
      to: {
        path: '^libs/',
        // The server that a test run starts for its files, and what tests of several libraries share.
        pathNot: [
          '^libs/$1/',
          '^libs/[^/]+/src/index\\.ts$',
          '/(contracts|testing)/index\\.ts$',
          // Engines whose clients are loaded only where they are configured.
          '^libs/(event-log/src/eventstoredb|feed/src/kafka)/index\\.ts$',
          '^libs/platform/src/testing/server\\.ts$',
          '^libs/[^/]+/test/',
        ],
      },
    },
    {
      name: 'test-material-is-for-tests',
      comment:
        'Contract suites, test servers and what tests share never run in the product. Benchmarks start servers too.',
      severity: 'error',
      from: { pathNot: `${tests}|^bench/` },
      to: { path: '^libs/[^/]+/(src/(contracts|testing)|test)/' },
    },
    {
      name: 'web-takes-types-only',
      comment: 'What runs in the browser comes from the web app itself.',
      severity: 'error',
      from: { path: '^apps/web/src/', pathNot: tests },
      to: { path: '^(libs|apps/(?!web/))', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    { name: 'no-circular-imports', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every-import-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'product-does-not-need-development-packages',
      severity: 'error',
      from: { path: '^(libs|apps/(?!web/))', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/rules/fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['throughline-source', 'import', 'require', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
