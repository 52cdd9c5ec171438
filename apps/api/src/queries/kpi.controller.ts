import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { open, text, type KpiDefinition, type Page, type Position } from '#kernel';
import { type KpiAnswer, type KpiLine, type KpiRecord } from '#queries';
import { defineWorkspaceKpi, type SetKpi } from '../composition/defining-kpis.js';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';
import { figureQuestion, recordsQuestion } from './kpi-question.js';

/** Figures, and the records they count. */
@Controller('api/kpis')
export class KpiController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /** The catalogue: every figure in words, with its slices and parameters. */
  @Get()
  @RouteAccess('kpis.read')
  async list(): Promise<{ readonly items: readonly KpiLine[] }> {
    return { items: await this.runtime.workspaceKpis.lines() };
  }

  /** Defines a figure of this workspace, or defines it anew; answers which version it is. */
  @Post()
  @HttpCode(200)
  @RouteAccess('kpis.define')
  define(@Body() body: unknown, @Req() request: FastifyRequest): Promise<SetKpi> {
    const { document } = checkedBody({ document: open(text) }, body);
    const { workspaceKpis: workspace, decisions, store } = this.runtime;
    return defineWorkspaceKpi({ workspace, decisions, ids: store.ids }, document, commandingOf(request, store.ids));
  }

  @Get(':name')
  @RouteAccess('kpis.read')
  async evaluate(
    @Param('name') name: string,
    @Query() query: Record<string, unknown>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KpiAnswer> {
    const { version, ...question } = figureQuestion(query);
    const answer = await this.runtime.kpis.evaluate(await this.find(name, version, question.minPosition), question);
    reply.header('x-position', String(answer.position));
    return answer;
  }

  @Get(':name/drill')
  @RouteAccess('kpis.read')
  async drill(@Param('name') name: string, @Query() query: Record<string, unknown>): Promise<Page<KpiRecord>> {
    const { version, ...question } = recordsQuestion(query);
    return this.runtime.kpis.records(await this.find(name, version, question.minPosition), question);
  }

  private async find(
    name: string,
    version: number | undefined,
    minPosition: Position | undefined,
  ): Promise<KpiDefinition> {
    const kpi = await this.runtime.workspaceKpis.find(name, version, minPosition);
    if (kpi !== undefined) return kpi;
    throw new Missing(
      'kpi.unknown',
      `there is no figure ${name}${version === undefined ? '' : ` of version ${version}`}`,
    );
  }
}
