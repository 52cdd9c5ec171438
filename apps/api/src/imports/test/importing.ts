import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DryRunState, Looked, Tried } from '#intake';
import type { ImportItem, ImportState } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type ApiAppOptions, type Browser, type Got } from '../../../test/api-app.js';

/** Orders by day and address. */
export const MAPPING = `name: orders
source: shop
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields: { channel: order, kind: purchased }
`;
export const FILE = 'mail,day\nann@example.com,2026-03-01\nben@example.com,2026-03-02\nnobody,2026-03-02\n';

/** The same, with what was ordered, looked up. */
export const LOOKED_UP = `name: orders
source: shop
lookups:
  products: { file: products.csv, key: sku }
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields:
      channel: order
      kind: purchased
      properties: { object: { product: { lookup: products, key: { column: sku }, field: title } } }
`;

/** What an upload answers. */
export interface Uploaded {
  readonly file: string;
  readonly name: string;
  readonly bytes: number;
}

/** Many rows of orders, `refused` of which name nobody: an import of them takes a while. */
export function manyRows(rows: number, refused: number): string {
  const lines = Array.from({ length: rows }, (_, n) =>
    n < refused
      ? `nobody,2026-03-01\n`
      : `p${n % 9_000}@example.com,2026-03-${String((n % 28) + 1).padStart(2, '0')}\n`,
  );
  return `mail,day\n${lines.join('')}`;
}

/** The app with a home of its own, and somebody who imports. */
export class Importing {
  private constructor(
    readonly api: ApiApp,
    readonly home: string,
    readonly admin: Browser,
  ) {}

  static async begin(options: ApiAppOptions = {}): Promise<Importing> {
    const home = await mkdtemp(join(tmpdir(), 'throughline-imports-'));
    const api = await apiApp({ ...options, configuration: { home, ...options.configuration } });
    return new Importing(api, home, await firstAdmin(api));
  }

  async end(): Promise<void> {
    await this.api.close();
    await rm(this.home, { recursive: true });
  }

  /** Uploads a file as a screen does. */
  async upload(
    content: string | Uint8Array,
    name = 'march.csv',
    type = 'text/csv',
  ): Promise<{ readonly status: number; readonly body: Uploaded }> {
    const response = await fetch(`${this.api.url}/api/imports/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': type, ...this.credentials() },
      body: content as string,
    });
    return { status: response.status, body: (await response.json()) as Uploaded };
  }

  credentials(): { readonly cookie: string; readonly 'x-csrf-token': string } {
    return { cookie: this.admin.cookie!, 'x-csrf-token': this.admin.csrf! };
  }

  async uploaded(content: string | Uint8Array, name?: string): Promise<string> {
    return (await this.upload(content, name)).body.file;
  }

  async look(file: string, how = ''): Promise<Looked> {
    return (await this.admin.get<Looked>(`/api/imports/files/${file}/look${how}`)).body;
  }

  async try(body: object): Promise<Got<Tried>> {
    return this.admin.post<Tried>('/api/imports/dry-run', { mapping: MAPPING, rows: 1_000, ...body });
  }

  /** A whole file tried, once that is over. */
  async tried(body: object): Promise<DryRunState> {
    const { id } = (await this.admin.post<{ id: string }>('/api/imports/dry-run', { mapping: MAPPING, ...body })).body;
    return until(
      async () => (await this.admin.get<DryRunState>(`/api/imports/dry-runs/${id}`)).body,
      ({ state }) => state !== 'running',
    );
  }

  async start(body: object): Promise<Got<{ readonly id: string; readonly resumed: boolean }>> {
    return this.admin.post('/api/imports', { mapping: MAPPING, ...body });
  }

  async state(id: string): Promise<ImportState> {
    return (await this.admin.get<ImportState>(`/api/imports/${id}`)).body;
  }

  /** An import once it is as it should be. */
  stateWhen(id: string, right: (state: ImportState) => boolean): Promise<ImportState> {
    return until(() => this.state(id), right, 10);
  }

  /** An import once nobody is at it. */
  over(id: string): Promise<ImportState> {
    return until(
      () => this.state(id),
      ({ running }) => !running,
    );
  }

  async listed(): Promise<readonly ImportItem[]> {
    await this.api.settled();
    return (await this.admin.get<{ items: readonly ImportItem[] }>('/api/imports')).body.items;
  }

  /** How many events of a type the log holds. */
  async recorded(type = 'touchpoint-recorded'): Promise<number> {
    const { rows } = await this.api.store.pool.query<{ events: number }>(
      'SELECT count(*)::int AS events FROM log.events WHERE type = $1',
      [type],
    );
    return rows[0]!.events;
  }
}

async function until<T>(look: () => Promise<T>, right: (found: T) => boolean, ms = 100): Promise<T> {
  for (;;) {
    const found = await look();
    if (right(found)) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  }
}
