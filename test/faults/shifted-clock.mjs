/**
 * Loaded before a program: its clock differs from the machine's by the milliseconds in the file SHIFTED_CLOCK, in all
 * of its threads, which look ten times a second. Durations (performance.now) are not touched, as setting a machine's
 * clock does not touch them.
 */
import { readFileSync } from 'node:fs';

const Machine = globalThis.Date;
const now = Machine.now.bind(Machine);
let shift = 0;

function look() {
  try {
    shift = Number(readFileSync(process.env.SHIFTED_CLOCK, 'utf8')) || 0;
  } catch {
    // gone with its directory: it stays as it was
  }
}

if (process.env.SHIFTED_CLOCK) {
  look();
  setInterval(look, 100).unref();
  Machine.now = () => now() + shift;
  globalThis.Date = new Proxy(Machine, {
    construct: (target, given, called) =>
      given.length === 0 ? new target(target.now()) : Reflect.construct(target, given, called),
  });
}
