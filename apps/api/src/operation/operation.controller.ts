import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { HealthReport } from '#platform';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { RouteAccess } from '../edge/route-access.js';

/** For whatever watches over the process. */
@Controller()
export class OperationController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('health/live')
  @RouteAccess('public')
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.report(await this.runtime.health.live(), reply);
  }

  @Get('health/ready')
  @RouteAccess('public')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.report(await this.runtime.health.ready(), reply);
  }

  /** Prometheus's text format. Labels name routes, read models and sources, never people. */
  @Get('metrics')
  @RouteAccess('public')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.type(this.runtime.metrics.contentType);
    return this.runtime.metrics.text();
  }

  private report(report: HealthReport, reply: FastifyReply): HealthReport {
    reply.code(report.status === 'ok' ? 200 : 503);
    return report;
  }
}
