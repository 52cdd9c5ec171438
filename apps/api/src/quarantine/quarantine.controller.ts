import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { actorOf, allows, authorityOf } from '#access';
import {
  QUARANTINE_REASONS,
  QUARANTINE_STATES,
  type Act,
  type Filter,
  type Place,
  type QuarantineCount,
  type Quarantined,
} from '#event-log';
import {
  decodeCursor,
  encodeCursor,
  InvalidInput,
  isUuid,
  oneOf,
  open,
  optional,
  text,
  word,
  wholeNumber,
  type Fields,
  type Problem,
  type SaidOnce,
} from '#kernel';
import { eventDetail, fromTexts, type EventDetail } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import type { MendedBy, Replayed } from '../composition/quarantine-desk.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { Unauthenticated } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';

/** A message in quarantine as the list shows it: nothing of what it says. */
export interface QuarantineLine extends Omit<Quarantined, 'receivedAt' | 'lastAt'> {
  readonly receivedAt: string;
  readonly lastAt: string;
}

/** A page of the quarantine. */
export interface QuarantineAnswer {
  readonly items: readonly QuarantineLine[];
  readonly next: string | null;
  /** How many there are of each source, reason and state, whatever the filter. */
  readonly counts: readonly QuarantineCount[];
}

/** A message in quarantine, opened. */
export interface QuarantineEntry extends QuarantineLine {
  /** What was stated, as far as it was kept; null once it cannot be read any more. */
  readonly message: unknown;
  readonly readable: boolean;
  readonly problems: readonly Problem[] | null;
  /** The event whose id it bears, where that says something else; null also for who may not see events. */
  readonly first: EventDetail | null;
  /** What its delivery said once for all of its messages; a replay takes it along. */
  readonly once: SaidOnce | null;
  /** The connectors that may read it, where a replay has to say which; none where it is known. */
  readonly readers: readonly string[];
  readonly acts: readonly (Omit<Act, 'at'> & { readonly at: string })[];
}

/** What became of those that were tried again. */
export interface RetryAnswer {
  readonly tried: number;
  readonly mended: number;
  readonly position?: number;
  /** Send it along to go on; null at the end. */
  readonly next: string | null;
}

const FILTER = {
  source: optional(open(text)),
  reason: optional(oneOf(...QUARANTINE_REASONS)),
} as const;
const LISTED = {
  ...FILTER,
  state: optional(oneOf(...QUARANTINE_STATES)),
  cursor: optional(open(text)),
  limit: optional(wholeNumber),
} as const;

const USUAL = 50;
const MOST = 200;
const LIST = 'quarantine';

/** Messages that could not become events: looked at, mended and replayed, tried again, discarded. */
@Controller('api/quarantine')
export class QuarantineController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get()
  @RouteAccess('quarantine.read')
  async list(@Query() given: Record<string, unknown>): Promise<QuarantineAnswer> {
    const { minPosition: _own, ...asked } = given;
    const { state, cursor, limit = USUAL, ...filter } = checkedBody(LISTED, fromTexts(LISTED, asked));
    if (limit < 1 || limit > MOST)
      throw new InvalidInput('query.limit', [{ where: 'limit', what: `is ${limit}`, remedy: `give 1 to ${MOST}` }]);
    const { quarantine } = this.runtime;
    const [page, counts] = await Promise.all([
      quarantine.list({
        ...filterOf(filter),
        ...(state === undefined ? {} : { state }),
        ...placeOf(cursor),
        limit,
      }),
      quarantine.counts(),
    ]);
    return { items: page.items.map(lineOf), next: cursorOf(page.next), counts };
  }

  @Get(':id')
  @RouteAccess('quarantine.read')
  async one(@Param('id') given: string, @Req() request: FastifyRequest): Promise<QuarantineEntry> {
    const { desk } = this.runtime;
    const opened = await desk.entry(checkedId(given));
    const { bytes, problems, acts, messageId: _id, once, ...entry } = opened;
    const first = entry.firstEvent === null ? null : await this.first(entry.firstEvent, request);
    return {
      ...lineOf(entry),
      message: bytes === null ? null : (JSON.parse(bytes.toString()) as unknown),
      readable: bytes !== null,
      problems,
      first,
      once,
      readers: entry.state === 'waiting' ? await desk.readers(opened) : [],
      acts: acts.map((act) => ({ ...act, at: new Date(act.at).toISOString() })),
    };
  }

  /** Brings a message in again, as it was or with `message` in its place; `connector` reads it where it is not known what does. */
  @Post(':id/replay')
  @HttpCode(200)
  @RouteAccess('quarantine.write')
  async replay(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Omit<Replayed, 'position'> & { readonly position?: number }> {
    const id = checkedId(given);
    const { message, ...how } = (body ?? {}) as { readonly message?: unknown };
    const { connector } = checkedBody({ connector: optional(word) }, how);
    const { position, ...replayed } = await this.runtime.desk.replay(id, message, whoAsks(request), connector);
    return { ...replayed, ...(position === null ? {} : { position }) };
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RouteAccess('quarantine.write')
  async discard(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<QuarantineLine> {
    const id = checkedId(given);
    const { reason } = checkedBody({ reason: word }, body);
    return lineOf(await this.runtime.desk.discard(id, reason, whoAsks(request)));
  }

  /** Tries the waiting messages of a filter again, up to a hundred at once: `next` says where to go on. */
  @Post('retry')
  @HttpCode(200)
  @RouteAccess('quarantine.write')
  async retry(@Body() body: unknown, @Req() request: FastifyRequest): Promise<RetryAnswer> {
    const { cursor, connector, ...filter } = checkedBody(
      { ...FILTER, cursor: optional(open(text)), connector: optional(word) },
      body,
    );
    const { after } = placeOf(cursor);
    const { tried, mended, position, next } = await this.runtime.desk.retry(
      filterOf(filter),
      after,
      whoAsks(request),
      connector,
    );
    return { tried, mended, ...(position === null ? {} : { position }), next: cursorOf(next) };
  }

  /** The event that stands, for who may see events. */
  private async first(event: string, { principal }: FastifyRequest): Promise<EventDetail | null> {
    if (!allows(principal, 'contacts.read')) return null;
    return (await this.runtime.queries.ask(eventDetail, { event })).answer;
  }
}

function whoAsks({ principal }: FastifyRequest): MendedBy {
  if (principal === null) throw new Unauthenticated();
  return { by: actorOf(principal), authority: authorityOf(principal) };
}

function filterOf({ source, reason }: Fields<typeof FILTER>): Omit<Filter, 'state'> {
  return { ...(source === undefined ? {} : { source }), ...(reason === undefined ? {} : { reason }) };
}

function placeOf(cursor: string | undefined): { readonly after?: Place } {
  if (cursor === undefined) return {};
  const [receivedAt, id] = decodeCursor(LIST, cursor) ?? [];
  if (typeof receivedAt !== 'number' || !Number.isSafeInteger(receivedAt) || typeof id !== 'string' || !isUuid(id))
    throw new InvalidInput('query.cursor', [
      { where: 'cursor', what: 'is not one of this list', remedy: 'begin again without a cursor' },
    ]);
  return { after: { receivedAt, id } };
}

function cursorOf(place: Place | null): string | null {
  return place === null ? null : encodeCursor(LIST, [place.receivedAt, place.id]);
}

function lineOf({ receivedAt, lastAt, ...entry }: Quarantined): QuarantineLine {
  return { ...entry, receivedAt: new Date(receivedAt).toISOString(), lastAt: new Date(lastAt).toISOString() };
}
