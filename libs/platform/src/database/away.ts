import { errorCode } from '../failure.js';

/** What systems and PostgreSQL call a server that is not there, goes, comes, or has no connection left to give. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P0[1-35]|08\d{3}|53300)$/;

/** What the driver says of a connection that broke or never came about: it has no code for these. */
const SAID =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|terminating connection)/;

/** Whether an error says no more than that the database cannot be reached now: worth coming again for. */
export function databaseAway(error: unknown): boolean {
  for (let cause = error, depth = 0; isObject(cause) && depth < 10; cause = cause.cause, depth++)
    if (CODES.test(errorCode(cause) ?? '') || SAID.test(String(cause.message))) return true;
  return false;
}

function isObject(value: unknown): value is { readonly message?: unknown; readonly cause?: unknown } {
  return typeof value === 'object' && value !== null;
}
