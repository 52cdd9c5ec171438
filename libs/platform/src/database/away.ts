import { errorCode } from '../failure.js';

/** What systems and PostgreSQL call a server that is not there, goes, comes, or has no connection left to give. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P0[1-35]|08\d{3}|53300)$/;

/** What the driver says of a connection that broke or never came about: it has no code for these. */
const SAID =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|terminating connection)/;

/** What PostgreSQL says where it has no disk, memory or other means left; too many connections pass by themselves. */
const SHORT = /^53(?!300)\d{3}$/;

/** Whether the database has no room left for what was asked: nothing of that statement was stored; somebody must make room. */
export function databaseShort(error: unknown): boolean {
  return causes(error).some((cause) => SHORT.test(errorCode(cause) ?? ''));
}

/** Whether an error says no more than that the database cannot be reached now: worth coming again for. */
export function databaseAway(error: unknown): boolean {
  return causes(error).some((cause) => CODES.test(errorCode(cause) ?? '') || SAID.test(String(cause.message)));
}

function causes(error: unknown): { readonly message?: unknown }[] {
  const all = [];
  for (let cause = error; isObject(cause) && all.length < 10; cause = cause.cause) all.push(cause);
  return all;
}

function isObject(value: unknown): value is { readonly message?: unknown; readonly cause?: unknown } {
  return typeof value === 'object' && value !== null;
}
