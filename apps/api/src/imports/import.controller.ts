import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { open, optional, text, word, type Position } from '#kernel';
import type { ImportState } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { RouteAccess } from '../edge/route-access.js';
import { ASKED, checkedLookups } from './asked-file.js';
import { ImportDesk } from './import-desk.js';

interface Begun {
  readonly id: string;
  readonly resumed: boolean;
}

/** Imports: begun, watched, stopped, gone on with, and taken back. They are listed by the question `imports`. */
@Controller('api/imports')
export class ImportController {
  constructor(
    @Inject(ImportDesk) private readonly desk: ImportDesk,
    @Inject(RUNTIME) private readonly runtime: Runtime,
  ) {}

  /** Begins to bring an uploaded file in, or goes on where that was interrupted; answers when it has begun. */
  @Post()
  @HttpCode(202)
  @RouteAccess('imports.write')
  async begin(@Body() body: unknown, @Req() request: FastifyRequest): Promise<Begun> {
    const { name, lookups, ...asked } = checkedBody({ ...ASKED, name: optional(word) }, body);
    const by = commandingOf(request, this.runtime.store.ids);
    const { id, resumed } = await this.desk.begin({ ...asked, lookups: checkedLookups(lookups) }, name, by);
    return { id, resumed };
  }

  @Get(':id')
  @RouteAccess('imports.read')
  state(@Param('id') given: string): Promise<ImportState> {
    return this.desk.state(checkedId(given));
  }

  /** Answers when it has stopped: what is recorded by then stays, and it can be gone on with. */
  @Post(':id/stop')
  @HttpCode(200)
  @RouteAccess('imports.write')
  async stop(@Param('id') given: string): Promise<{ readonly id: string }> {
    const id = checkedId(given);
    await this.desk.stop(id);
    return { id };
  }

  @Post(':id/resume')
  @HttpCode(202)
  @RouteAccess('imports.write')
  async resume(@Param('id') given: string, @Req() request: FastifyRequest): Promise<Begun> {
    const { id, resumed } = await this.desk.resume(checkedId(given), commandingOf(request, this.runtime.store.ids));
    return { id, resumed };
  }

  /** The rows that could not be recorded, with line and reason: until now, while it is running. */
  @Get(':id/refused')
  @RouteAccess('imports.read')
  async refused(@Param('id') given: string): Promise<StreamableFile> {
    const { name, encoding, rows } = await this.desk.refused(checkedId(given));
    return new StreamableFile(rows, {
      type: `text/csv; charset=${encoding}`,
      disposition: `attachment; filename="refused.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
  }

  /** Takes all of it back; 409 while it is running. */
  @Post(':id/undo')
  @HttpCode(200)
  @RouteAccess('imports.write')
  async undo(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly id: string; readonly position: Position }> {
    const id = checkedId(given);
    const { reason } = checkedBody({ reason: optional(open(text)) }, body);
    return { id, position: await this.desk.undo(id, reason, commandingOf(request, this.runtime.store.ids)) };
  }
}
