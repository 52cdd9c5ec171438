import { Controller, Get, Inject, Req, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { RouteAccess } from '../edge/route-access.js';
import { readFreshness, type Freshness } from './freshness.js';
import { LiveHub } from './live-hub.js';

const HEARTBEAT_MS = 25_000;

/** Live updates: what changed up to which position; the screen asks again. */
@Controller('api')
export class LiveController implements BeforeApplicationShutdown {
  private readonly hub: LiveHub;
  private readonly open = new Set<() => void>();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    this.hub = new LiveHub(runtime.store.log, runtime.readModels, runtime.logger);
    const gauge = runtime.metrics.gauge('live_connections', 'Screens that are told what changes.');
    gauge.set(0);
    this.count = () => gauge.set(this.open.size);
  }

  private readonly count: () => void;

  @Get('freshness')
  @RouteAccess('projections.read')
  freshness(): Promise<Freshness> {
    return readFreshness(this.runtime.store.log, this.runtime.readModels);
  }

  /** Server-sent events; the browser connects again by itself. */
  @Get('live')
  @RouteAccess('projections.read')
  live(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 1000\n\n');
    const silence = this.hub.listen((message) => raw.write(`data: ${JSON.stringify(message)}\n\n`));
    const heartbeat = setInterval(() => raw.write(': here\n\n'), HEARTBEAT_MS);
    const end = (): void => {
      clearInterval(heartbeat);
      silence();
      this.open.delete(end);
      this.count();
      raw.end();
    };
    this.open.add(end);
    this.count();
    request.raw.on('close', end);
  }

  /** Ends every stream: an open one would keep the server from closing. */
  endAll(): void {
    for (const end of this.open) end();
    this.hub.close();
  }

  beforeApplicationShutdown(): void {
    this.endAll();
  }
}
