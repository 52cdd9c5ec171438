import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, Controller, HttpCode, Inject, Param, Post, Req, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Tried } from '#intake';
import { id, InvalidInput, open, optional, text, word, type Position } from '#kernel';
import { historyAdmission } from '../composition/history-admission.js';
import { Imports } from '../composition/imports.js';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';

/** Files that are uploaded, tried, brought in and taken back. They are listed by the question `imports`. */
@Controller('api/imports')
export class ImportController implements OnModuleDestroy {
  private readonly imports: Imports;
  private readonly folder: string;
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    const { store, readModels, decisions, configuration } = runtime;
    this.folder = join(configuration.home, 'imports');
    this.imports = new Imports({
      store,
      decisions,
      admission: historyAdmission({ log: store.log, pool: store.pool, readModels }),
    });
  }

  /** What is on its way is recorded; the same import asked for again goes on from there. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running);
  }

  /** A file, `text/csv`, gzipped or not: streamed to the disk under THROUGHLINE_HOME/imports. */
  @Post('files')
  @HttpCode(201)
  @RouteAccess('imports.write')
  async upload(@Body() body: unknown): Promise<{ readonly file: string; readonly bytes: number }> {
    if (!(body instanceof Readable))
      throw new InvalidInput('import.not-a-file', [
        { where: 'content-type', what: 'must be text/csv: the body is the file itself' },
      ]);
    const file = randomUUID();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = this.pathOf(file);
    await pipeline(body, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    return { file, bytes: (await stat(path)).size };
  }

  /** What would become of an uploaded file by a mapping; 422 with the line and column of what is wrong with the mapping. */
  @Post('dry-run')
  @HttpCode(200)
  @RouteAccess('imports.write')
  async dryRun(@Body() body: unknown): Promise<Tried> {
    const { file, mapping } = checkedBody({ file: id, mapping: open(text) }, body);
    const parsed = this.imports.parse(mapping);
    return this.imports.dryRun({ path: await this.there(file), mapping: parsed }, this.stopping.signal);
  }

  /** Begins to bring an uploaded file in, or goes on where that was interrupted; answers when it has begun. */
  @Post()
  @HttpCode(202)
  @RouteAccess('imports.write')
  async begin(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly id: string; readonly resumed: boolean }> {
    const { file, mapping, name } = checkedBody({ file: id, mapping: open(text), name: optional(word) }, body);
    const parsed = this.imports.parse(mapping);
    const path = await this.there(file);
    const commanding = commandingOf(request, this.runtime.store.ids);
    return new Promise((resolve, reject) => {
      const run = this.imports
        .run(
          { path, mapping: parsed, refusedPath: `${path}.refused.csv`, ...(name === undefined ? {} : { name }) },
          commanding,
          { signal: this.stopping.signal, onStart: ({ id: begun, resumed }) => resolve({ id: begun, resumed }) },
        )
        .catch((error: Error) => {
          this.runtime.logger.warn({ err: error, file }, 'An import ended early: asked for again, it goes on');
          reject(error);
        })
        .finally(() => this.running.delete(run));
      this.running.add(run);
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
    const undone = checkedId(given);
    const { reason } = checkedBody({ reason: optional(open(text)) }, body);
    const { position } = await this.imports.undo(undone, reason, commandingOf(request, this.runtime.store.ids));
    return { id: undone, position };
  }

  private pathOf(file: string): string {
    return join(this.folder, `${file}.csv`);
  }

  private async there(file: string): Promise<string> {
    const path = this.pathOf(file);
    const found = await stat(path).catch(() => null);
    if (found === null) throw new Missing('import.file-unknown', `there is no uploaded file ${file}`);
    return path;
  }
}
