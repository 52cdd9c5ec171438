import { ErrorType, isCommandError, type CommandError } from '@eventstore/db-client';
import { LogReplaced } from '#kernel';
import { StartFailure } from '#platform';

/** The stream was not as expected; `actual` is its last revision, -1 where there is none. */
export class WrongVersion extends Error {
  override readonly name = 'WrongVersion';
  constructor(
    readonly stream: string,
    readonly actual: number,
  ) {
    super(`stream ${stream} is at revision ${actual}`);
  }
}

/** The server did not answer in time: what was sent may be stored. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  constructor(milliseconds: number) {
    super(`EventStoreDB did not answer within ${milliseconds / 1000} s`);
  }
}

/** A read was cut off by this process, which made its connection anew or let go of it: what came of it is not all. */
export class CutShort extends Error {
  override readonly name = 'CutShort';
  constructor() {
    super('the connection to EventStoreDB was made anew while it was read from');
  }
}

/** The server knows who calls, or does not, and does not let them. No waiting mends that. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
  constructor(at: string) {
    super(
      `EventStoreDB at ${at} does not let this program in: give user and password of somebody who may read and write in EVENTSTORE_URL (esdb://user:password@host:2113)`,
    );
  }
}

/** The events are more than the server takes in one append: they are the ones that ended the stream of appends. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  constructor(
    readonly bytes: number,
    readonly most: number,
  ) {
    super(`${bytes} bytes are more than the ${most} that EventStoreDB takes in one append`);
  }
}

/** The server's limit of one append, where an error speaks of it; null where it does not. */
export function limitOf(error: unknown): number | null {
  if (!isCommand(error) || error.type !== ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED) return null;
  return Number.isFinite(error.maxAppendSize) ? error.maxAppendSize : null;
}

/** What an error of the client says. Its texts are for people; what counts is its type. */
export function understood(error: unknown, at: string): Error {
  if (!isCommand(error)) return error instanceof Error ? error : new Error(String(error));
  if (error.type === ErrorType.WRONG_EXPECTED_VERSION)
    return new WrongVersion(
      error.streamName,
      typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : -1,
    );
  if (error.type === ErrorType.ACCESS_DENIED) return new NotAllowed(at);
  return error;
}

/** Whether a read failed because there is no such stream. */
export function isStreamMissing(error: unknown): boolean {
  return isCommand(error) && error.type === ErrorType.STREAM_NOT_FOUND;
}

/** Whether the server itself failed to make sense of what it was asked; a server that is starting says the same. */
export function isUnknownToServer(error: unknown): boolean {
  return isCommand(error) && (error.type === ErrorType.UNKNOWN || error.type === ErrorType.INVALID_ARGUMENT);
}

/** Whether waiting may mend it. */
export function passes(error: unknown): boolean {
  return !isRefusal(error) && ![NotAllowed, WrongVersion, TooLarge].some((kind) => error instanceof kind);
}

/** Whether this is no log to be used now, which a look at it has found. */
export function isRefusal(error: unknown): boolean {
  return error instanceof LogReplaced || error instanceof StartFailure;
}

/** What a person is told of an error: the client leaves some of them without a text. */
export function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message !== '') return message;
  return isCommand(error) ? error.type : 'an error without a text';
}

function isCommand(error: unknown): error is CommandError {
  return error instanceof Error && isCommandError(error);
}
