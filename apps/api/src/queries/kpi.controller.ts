import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  oneOf,
  open,
  optional,
  text,
  wholeNumber,
  word,
  type KpiDefinition,
  checkFields,
  InvalidInput,
  type Problem,
} from '#kernel';
import { fromTexts, type KpiAnswer, type KpiRecord } from '#queries';
import type { Page } from '#kernel';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';
import { askedHow } from './asked-how.js';

const period = { from: word, to: word, by: optional(word) };
const drill = {
  ...period,
  part: oneOf('numerator', 'denominator'),
  slice: optional(word),
  cursor: optional(open(text)),
  limit: optional(wholeNumber),
};

/** Figures, and the records they count. */
@Controller('api/kpis')
export class KpiController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /** The catalogue with its definitions. */
  @Get()
  @RouteAccess('kpis.read')
  list(): { readonly items: readonly KpiDefinition[] } {
    return { items: this.runtime.kpis.catalogue };
  }

  @Get(':name')
  @RouteAccess('kpis.read')
  async evaluate(
    @Param('name') name: string,
    @Query() query: Record<string, unknown>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KpiAnswer> {
    const { params, how } = askedHow(query);
    const answer = await this.runtime.kpis.evaluate(this.find(name), { ...checked(period, params), ...how });
    reply.header('x-position', String(answer.position));
    return answer;
  }

  @Get(':name/records')
  @RouteAccess('kpis.read')
  records(@Param('name') name: string, @Query() query: Record<string, unknown>): Promise<Page<KpiRecord>> {
    const { params, how } = askedHow(query);
    return this.runtime.kpis.records(this.find(name), { ...checked(drill, params), ...how });
  }

  private find(name: string): KpiDefinition {
    const kpi = this.runtime.kpis.find(name);
    if (kpi === undefined) throw new Missing('kpi.unknown', `there is no figure ${name}`);
    return kpi;
  }
}

function checked<F extends Parameters<typeof checkFields>[0]>(shapes: F, params: Record<string, unknown>) {
  const problems: Problem[] = [];
  const fields = checkFields(shapes, fromTexts(shapes, params), '', problems);
  if (problems.length > 0) throw new InvalidInput('query.invalid', problems);
  return fields;
}
