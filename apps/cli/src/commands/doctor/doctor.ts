import type { ExitCode } from '../../failure.js';
import type { Context } from '../../context.js';
import { examine } from './examine.js';

/** Looks whether this machine has what Throughline needs. Exit code 1 where something stands in the way. */
export async function doctor({ output, environment }: Context): Promise<ExitCode> {
  const findings = await examine(environment);
  const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' };
  const problems = findings.filter(({ state }) => state === 'problem').length;
  output.result({ healthy: problems === 0, findings }, [
    ...findings.flatMap(({ state, check, what, remedy }) => [
      `${marks[state]}  ${check}: ${what}`,
      ...(remedy === undefined ? [] : [`         -> ${remedy}`]),
    ]),
    problems === 0 ? 'Nothing stands in the way.' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`,
  ]);
  return problems === 0 ? 0 : 1;
}
