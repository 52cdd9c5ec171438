import { inTime } from './in-time.js';

/** What a check says: nothing when all is well, or a note worth showing; it throws when it is not well. */
export type HealthCheck = () => Promise<string | void> | string | void;

/** The state of one named check. */
export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'failing';
  /** The check's note, or why it fails. */
  readonly detail?: string;
  readonly milliseconds: number;
}

/** An answer of /health/live or /health/ready; `ok` means HTTP 200, `failing` 503. */
export interface HealthReport {
  readonly status: 'ok' | 'failing';
  readonly checks: readonly CheckResult[];
}

/**
 * Live: the process is worth keeping; when it fails, restart it. Ready: it can do its work now.
 * Ready is failing until `started()` and again from `stopping()` on.
 */
export interface Health {
  /** A check whose failure can only be mended by a restart. */
  addLive(name: string, check: HealthCheck): void;
  /** A check of something the process needs in order to answer; slower than `timeoutMs` (1000) is a failure. */
  addReady(name: string, check: HealthCheck, timeoutMs?: number): void;
  live(): Promise<HealthReport>;
  ready(): Promise<HealthReport>;
  started(): void;
  stopping(): void;
}

interface Registered {
  readonly name: string;
  readonly check: HealthCheck;
  readonly timeoutMs: number;
}

/** Makes an empty registry of health checks. */
export function createHealth(): Health {
  const live: Registered[] = [];
  const ready: Registered[] = [];
  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  return {
    addLive: (name, check) => void live.push({ name, check, timeoutMs: 1000 }),
    addReady: (name, check, timeoutMs = 1000) => void ready.push({ name, check, timeoutMs }),
    live: () => report(live),
    ready: () =>
      report([
        { name: 'process', timeoutMs: 1000, check: () => (phase === 'running' ? undefined : fail(phase)) },
        ...live,
        ...ready,
      ]),
    started: () => void (phase = phase === 'stopping' ? phase : 'running'),
    stopping: () => void (phase = 'stopping'),
  };
}

function fail(reason: string): never {
  throw new Error(reason);
}

async function report(registered: readonly Registered[]): Promise<HealthReport> {
  const checks = await Promise.all(registered.map(run));
  return { status: checks.every((check) => check.status === 'ok') ? 'ok' : 'failing', checks };
}

async function run({ name, check, timeoutMs }: Registered): Promise<CheckResult> {
  const began = performance.now();
  const since = () => Math.round((performance.now() - began) * 10) / 10;
  try {
    const work = (async () => check())();
    const detail = await inTime(timeoutMs, work, () => new Error(`no answer within ${timeoutMs} ms`));
    return { name, status: 'ok', ...(detail ? { detail } : {}), milliseconds: since() };
  } catch (error) {
    return {
      name,
      status: 'failing',
      detail: error instanceof Error ? error.message : String(error),
      milliseconds: since(),
    };
  }
}
