import { Body, Controller, Get, HttpStatus, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DryRunState, Tried } from '#intake';
import { InvalidInput, optional, wholeNumber } from '#kernel';
import { checkedBody, checkedId } from '../edge/body.js';
import { RouteAccess } from '../edge/route-access.js';
import { ASKED, checkedLookups } from './asked-file.js';
import { ImportDesk } from './import-desk.js';

/** The most rows that are tried while somebody waits. */
const MOST_ROWS = 1_000;

/** What would become of uploaded files; nothing is recorded. */
@Controller('api/imports')
export class DryRunController {
  constructor(@Inject(ImportDesk) private readonly desk: ImportDesk) {}

  /** With `rows` what becomes of the first ones, at once; else the whole file, asked for by the id this answers with. */
  @Post('dry-run')
  @RouteAccess('imports.write')
  async begin(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Tried | { readonly id: string }> {
    const { rows, lookups, ...asked } = checkedBody({ ...ASKED, rows: optional(wholeNumber) }, body);
    if (rows !== undefined && (rows < 1 || rows > MOST_ROWS))
      throw new InvalidInput('request.invalid', [
        { where: 'rows', what: `is ${rows}`, remedy: `give 1 to ${MOST_ROWS}, or leave it out for the whole file` },
      ]);
    const { bytes, ...file } = await this.desk.fileToTry({ ...asked, lookups: checkedLookups(lookups) });
    reply.code(rows === undefined ? HttpStatus.ACCEPTED : HttpStatus.OK);
    return rows === undefined ? { id: this.desk.dryRuns.begin(file, bytes) } : this.desk.dryRuns.first(file, rows);
  }

  @Get('dry-runs/:id')
  @RouteAccess('imports.read')
  state(@Param('id') given: string): DryRunState {
    return this.desk.dryRuns.get(checkedId(given));
  }
}
