import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { lookAt, type Looked } from '#intake';
import { InvalidInput, open, optional, text, wholeNumber } from '#kernel';
import { fromTexts } from '#queries';
import { checkedBody, checkedId } from '../edge/body.js';
import { drain, letArrive } from '../edge/long-body.js';
import { RouteAccess } from '../edge/route-access.js';
import { ImportDesk } from './import-desk.js';

const LOOK = {
  delimiter: optional(open(text)),
  encoding: optional(open(text)),
  rows: optional(wholeNumber),
} as const;

/** The most rows that are answered. */
const MOST_ROWS = 200;
/** The longest name of a file, in characters. */
const MOST_CHARACTERS = 200;

/** Files to be imported: uploaded, and looked at. */
@Controller('api/imports/files')
export class FileController {
  constructor(@Inject(ImportDesk) private readonly desk: ImportDesk) {}

  /** A file as the body, gzipped or not: streamed to the disk under THROUGHLINE_HOME/imports. */
  @Post()
  @HttpCode(201)
  @RouteAccess('imports.write')
  async upload(
    @Body() body: unknown,
    @Query('name') name: unknown,
    @Req() { raw, headers }: FastifyRequest,
  ): Promise<{ readonly file: string; readonly name: string; readonly bytes: number }> {
    if (!(body instanceof Readable))
      throw new InvalidInput('import.not-a-file', [
        { where: 'content-type', what: 'must be text/csv or application/gzip: the body is the file itself' },
      ]);
    const arrived = letArrive(raw);
    try {
      const stated = headers['content-length'];
      const received = await this.desk.uploads.receive(
        body,
        nameOf(name),
        ...(stated === undefined ? [] : [Number(stated)]),
      );
      return { file: received.file, name: received.name, bytes: received.bytes };
    } catch (error) {
      drain(raw);
      throw error;
    } finally {
      arrived();
    }
  }

  /** How a file is written, its first rows, what its columns seem to be, and a mapping to begin with. */
  @Get(':file/look')
  @RouteAccess('imports.read')
  async look(@Param('file') given: string, @Query() query: Record<string, unknown>): Promise<Looked> {
    const asked = checkedBody(LOOK, fromTexts(LOOK, query));
    if (asked.rows !== undefined && (asked.rows < 0 || asked.rows > MOST_ROWS))
      throw new InvalidInput('query.invalid', [
        { where: 'rows', what: `is ${asked.rows}`, remedy: `give 0 to ${MOST_ROWS}` },
      ]);
    const { path, name } = await this.desk.uploads.get(checkedId(given));
    return lookAt(path, { name, ...asked });
  }
}

/** The last part of what a browser calls a file. */
function nameOf(given: unknown): string {
  const name = typeof given === 'string' ? given.split(/[/\\]/).at(-1)!.replaceAll(/\p{C}/gu, '').trim() : '';
  return name === '' ? 'file.csv' : name.slice(0, MOST_CHARACTERS);
}
