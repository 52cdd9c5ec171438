import { Controller, Get, Inject, Req, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allows } from '#access';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { principalOf } from '../edge/authenticate.js';
import { RouteAccess } from '../edge/route-access.js';
import { readFreshness, type Freshness } from './freshness.js';
import { LiveHub } from './live-hub.js';
import { LiveStreams } from './live-streams.js';

const NEEDED = 'projections.read';

/** Live updates: what changed up to which position; the screen asks again. */
@Controller('api')
export class LiveController implements BeforeApplicationShutdown {
  private readonly hub: LiveHub;
  private readonly streams: LiveStreams;

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    const { store, readModels, logger, metrics, heartbeatMs } = runtime;
    this.hub = new LiveHub(store.log, readModels, logger);
    const gauge = metrics.gauge('live_connections', 'Screens that are told what changes.');
    this.streams = new LiveStreams(this.hub, {
      counted: (open) => gauge.set(open),
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    });
  }

  @Get('freshness')
  @RouteAccess(NEEDED)
  freshness(): Promise<Freshness> {
    return readFreshness(this.runtime.store.log, this.runtime.readModels);
  }

  /** Server-sent events; the browser connects again by itself. */
  @Get('live')
  @RouteAccess(NEEDED)
  live(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const owner = request.principal!.id;
    this.streams.admit(owner);
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const allowed = async (): Promise<boolean> => allows(await principalOf(request, this.runtime.access), NEEDED);
    this.streams.begin(raw, { owner, allowed });
  }

  /** Ends every stream: an open one would keep the server from closing. */
  endAll(): void {
    this.streams.endAll();
    this.hub.close();
  }

  beforeApplicationShutdown(): void {
    this.endAll();
  }
}
