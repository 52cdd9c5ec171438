import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build.mjs';

/**
 * `npm test`: everything that has to be green, in one command. `npm test -- unit int` runs only the stages named.
 * The last line sums up what passed, failed and was skipped over all of them; what did not run is named before it.
 */
const results = mkdtempSync(join(tmpdir(), 'throughline-results-'));
const npx = (program, ...options) => [join(root, 'node_modules', '.bin', program), ...options];

/** With TEST_DATABASE_URL set, the integration tests run a second time, on that server. */
const { TEST_DATABASE_URL: OWN_SERVER, FORCE_COLOR: _, ...inherited } = process.env;

/**
 * Not run a second time, on another PostgreSQL: what tests the embedded server or the log in EventStoreDB, and what kills,
 * freezes and races whole programs or goes through long histories, which takes most of the time and sends the statements
 * that the other tests send.
 */
const ELSEWHERE = [
  '--testPathIgnorePatterns',
  'libs/platform/src/embedded-postgres',
  'libs/event-log/src/eventstoredb',
  'eventstore',
  'commands/(migrate-log|import|running|simulate|staff|quarantine|history)',
  'engine/(projection-engine|turn|killed-projector|exactly-once|undone-across-processes|gaps|intake-service)',
  'identity/(delivery|undone-import|hub)',
  'feed/src/log-tail-feed',
  'read-models/(simulated-history|totals-pages)',
];

/** What test/kafka/fetch.mjs ends with where there is no Kafka to be had. */
const NOT_TO_BE_HAD = 3;

/** Checks count as one test each; suites report their own counts. Stages of one group run side by side. */
const groups = [
  [
    check('lint', npx('oxlint', '--type-aware', '--deny-warnings')),
    check('format', npx('prettier', '--check', '--cache', '--log-level', 'warn', '.')),
    check('types: app', npx('tsc', '-p', 'tsconfig.json', '--noEmit')),
    check('types: web', npx('tsc', '-p', 'apps/web/tsconfig.json', '--noEmit')),
    check('dependency rules', ['npm', 'run', 'deps', '--silent']),
    check('build', [process.execPath, 'scripts/build.mjs']),
    ...alerts(),
  ],
  [suite('unit')],
  [suite('int')],
  [
    OWN_SERVER
      ? suite('int', { TEST_DATABASE_URL: OWN_SERVER }, 'int: own server', ELSEWHERE)
      : absent('int: own server'),
  ],
  [suite('kafka', {}, 'kafka', [], unlessFetched)],
  [
    process.env.EVENTSTORE_URL
      ? suite('eventstore', {}, 'eventstore', ['--runInBand'])
      : absent('eventstore', 'set EVENTSTORE_URL to an EventStoreDB server; the stand-in server was used'),
  ],
  [suite('e2e')],
  [suite('web')],
  // one file after the other: each starts whole programs
  [suite('smoke', {}, 'smoke', ['--runInBand'])],
  [faults()],
];

const AT_ONCE = 2;

/** A stage that takes longer hangs: it is ended, and failed, so that the others still run. */
const LONGEST_MS = 50 * 60_000;
/** A suite that has written its results and is not gone by then holds on to something. */
const LEAVING_MS = 60_000;
const LOOK_MS = 5_000;
/** Whoever is told to end has so long to clean up. */
const GOING_MS = 10_000;

/** The code of a stage that was ended. */
const STUCK = -1;

const environment = { ...inherited, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };

const wanted = process.argv.slice(2);
const began = performance.now();
const stages = [];
const running = new Set();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.once(signal, () => {
    for (const leader of running) signalGroup(leader, signal);
    setTimeout(() => {
      for (const leader of running) signalGroup(leader, 'SIGKILL');
      rmSync(results, { recursive: true, force: true });
      process.exit(code);
    }, GOING_MS);
  });
for (const group of groups) stages.push(...(await runGroup(group.filter((stage) => isWanted(stage.name)))));
rmSync(results, { recursive: true, force: true });
process.exit(report(stages));

function check(name, command) {
  return {
    name,
    command,
    count: (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, notRun: [] }),
  };
}

/** `missing`: asked before the suite starts, why it cannot run on this machine; an empty text when it can. */
function suite(project, more = {}, name = project, besides = [], missing = () => '') {
  const file = join(results, `${name.replaceAll(/\W+/g, '-')}.json`);
  const options = ['--selectProjects', project, '--json', '--outputFile', file, '--passWithNoTests', ...besides];
  return { name, more, missing, file, command: npx('jest', ...options), count: (code) => countJest(name, file, code) };
}

/** One fault of each kind that an installation lives through; it writes its own counts. */
function faults() {
  const file = join(results, 'faults.json');
  const program = ['--import', './test/typescript-loader.mjs', 'test/faults/run.ts', '--json', file];
  const count = () => {
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, notRun: ['faults: the suite did not end'] };
    const { notRun, ...counts } = JSON.parse(readFileSync(file, 'utf8'));
    return { ...counts, notRun: notRun.map((one) => `faults: ${one}`) };
  };
  return { name: 'faults', missing: unlessFetched, file, command: [process.execPath, ...program], count };
}

/** A stage that needs what this machine does not say it has: named among what did not run. */
function absent(name, why = 'set TEST_DATABASE_URL to a PostgreSQL server to run the integration tests there too') {
  return { name, missing: () => why };
}

/** Prometheus's own tool checks its rules and plays their tests. */
function alerts() {
  const rules = ['recording', 'alerts'].map((name) => `infra/prometheus/${name}.rules.yml`);
  if (spawnSync('promtool', ['--version']).error)
    return [absent('alert rules', 'promtool is not on this machine: it comes with Debian’s package prometheus')];
  return [
    check('alert rules', ['promtool', 'check', 'rules', ...rules]),
    check('alert tests', ['promtool', 'test', 'rules', 'infra/prometheus/rules.test.yml']),
  ];
}

/** Kafka is fetched once and kept; where it cannot be had, why. What else goes wrong is for the suite to show. */
function unlessFetched() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/kafka/fetch.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  process.stdout.write(stdout);
  return status === NOT_TO_BE_HAD ? stderr.trim() : '';
}

function isWanted(name) {
  return wanted.length === 0 || wanted.some((one) => name.startsWith(one));
}

async function runGroup(group) {
  const waiting = [...group];
  const done = [];
  const next = async () => {
    for (let stage = waiting.shift(); stage; stage = waiting.shift()) done.push(await runStage(stage));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return done;
}

async function runStage(stage) {
  const missing = stage.missing?.() ?? '';
  if (missing !== '')
    return { name: stage.name, passed: 0, failed: 0, skipped: 0, notRun: [`${stage.name}: ${missing}`] };
  const started = performance.now();
  const output = [];
  const code = await new Promise((resolve) => {
    const [program, ...options] = stage.command;
    const child = spawn(program, options, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...stage.more },
      detached: true,
    });
    const watch = endedWhenStuck(child, stage, (why) => output.push(Buffer.from(`\n${stage.name}: ${why}\n`)));
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => output.push(Buffer.from(error.message)));
    child.once('close', (status) => {
      watch.close();
      resolve(watch.stuck ? STUCK : (status ?? 1));
    });
  });
  const counts = stage.count(code);
  if (code === STUCK && counts.failed === 0) counts.failed = 1;
  const seconds = (performance.now() - started) / 1000;
  if (counts.failed > 0) process.stdout.write(`${withoutResults(Buffer.concat(output).toString())}\n`);
  process.stdout.write(`${line(stage.name, counts, seconds)}\n`);
  return { name: stage.name, ...counts };
}

/** Ends a stage, with what is in its group, when it takes too long, or does not leave once it is over. */
function endedWhenStuck(child, { file }, tell) {
  const started = performance.now();
  let over = null;
  const watch = { stuck: false, close };
  running.add(child.pid);
  child.once('exit', () => (over ??= performance.now()));
  const look = setInterval(() => {
    const now = performance.now();
    if (over === null && file !== undefined && existsSync(file)) over = now;
    if (watch.stuck || (over === null ? now - started < LONGEST_MS : now - over < LEAVING_MS)) return;
    watch.stuck = true;
    tell(over === null ? `did not end within ${LONGEST_MS / 60_000} minutes` : 'ended, and did not leave');
    signalGroup(child.pid, 'SIGTERM');
    setTimeout(() => {
      if (!running.has(child.pid)) return;
      signalGroup(child.pid, 'SIGKILL');
      // what it started in another group may live on, and holds on to these
      child.stdout.destroy();
      child.stderr.destroy();
    }, GOING_MS);
  }, LOOK_MS);
  function close() {
    clearInterval(look);
    running.delete(child.pid);
  }
  return watch;
}

/** Tells a process, and all it started in its group. */
function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // gone already
  }
}

/** With --json jest also prints the results; they are in the file. */
function withoutResults(text) {
  return text.replace(/^\{"numFailedTestSuites".*$/m, '').trim();
}

function countJest(name, file, code) {
  if (!existsSync(file))
    return code === 0
      ? { passed: 0, failed: 0, skipped: 0, notRun: [`${name}: there are no such tests`] }
      : { passed: 0, failed: 1, skipped: 0, notRun: [`${name}: the suite did not start`] };
  const found = JSON.parse(readFileSync(file, 'utf8'));
  const tests = found.testResults.flatMap((one) => one.assertionResults);
  const skipped = tests.filter((test) => ['pending', 'todo', 'skipped', 'disabled'].includes(test.status));
  const broken = found.numRuntimeErrorTestSuites;
  const failed = found.numFailedTests + broken;
  const notRun = skipped.map((test) => `${name}: ${test.fullName}`);
  if (tests.length === 0 && broken === 0) notRun.push(`${name}: there are no such tests`);
  // A failing set-up or tear-down fails the run without failing a test.
  return {
    passed: found.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: skipped.length,
    notRun,
  };
}

function line(name, counts, seconds) {
  const mark = counts.failed > 0 ? 'FAILED' : 'ok';
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return `${mark.padEnd(7)} ${name.padEnd(18)} ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds.toFixed(1)} s)`;
}

function report(all) {
  const total = (of) => all.reduce((sum, stage) => sum + stage[of], 0);
  const notRun = all.flatMap((stage) => stage.notRun);
  const left = groups.flat().filter((stage) => !isWanted(stage.name));
  const lines = ['', `Took ${((performance.now() - began) / 1000).toFixed(0)} s.`];
  if (notRun.length + left.length > 0) lines.push('Did not run:');
  lines.push(...notRun.map((one) => `  ${one}`), ...left.map((stage) => `  ${stage.name}: not asked for`));
  lines.push(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return total('failed') > 0 ? 1 : 0;
}
