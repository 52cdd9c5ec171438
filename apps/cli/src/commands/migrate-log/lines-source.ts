import type { LogSource, MovedEvent } from '#event-log';
import type { Position } from '#kernel';
import { wrongUsage } from '../../failure.js';
import { number } from '../../output/table.js';
import { eventLine } from '../import-events/event-line.js';
import { linesOf, type WholeFile } from '../import-events/lines-file.js';

/** Events of a page, and their characters. */
const PAGE = 2_000;
const PAGE_CHARACTERS = 8 * 1024 * 1024;

/** A file that `export events` wrote, found whole, as a log to be moved from: it has the id of the log it was made of. */
export function linesSource(file: WholeFile): LogSource {
  return {
    id: file.header.log.id,
    events: (positions) => Math.ceil((positions * file.lines) / Math.max(1, file.header.head)),
    head: () => Promise.resolve(file.header.head),
    pages: (after) => pagesOf(file, after),
    // a file that is whole grows no more
    watch: () => () => undefined,
  };
}

async function* pagesOf(file: WholeFile, after: Position): AsyncGenerator<readonly MovedEvent[]> {
  let page: MovedEvent[] = [];
  let characters = 0;
  let last = 0;
  for await (const { first, lines } of linesOf(file, 0))
    for (const [i, line] of lines.entries()) {
      const event = eventLine(line);
      if (event === null) throw broken(file, first + i, 'it is not written as an export writes events');
      if (event.position <= last)
        throw broken(file, first + i, `position ${event.position} comes after position ${last}`);
      last = event.position;
      if (last <= after) continue;
      page.push(event);
      characters += line.length;
      if (page.length < PAGE && characters < PAGE_CHARACTERS) continue;
      yield page;
      [page, characters] = [[], 0];
    }
  if (page.length > 0) yield page;
}

function broken({ path }: WholeFile, line: number, why: string): Error {
  return wrongUsage('file.damaged', `Line ${number(line)} of ${path} cannot be read (${why}): export it again.`);
}
