import type { Commanding, Decisions } from '#automation';
import { kpi, setKpi } from '#journey';
import { ask, type Ids, type Position } from '#kernel';
import { models, openTables } from '#projections';
import { WorkspaceKpis, type KpiEngine, type QueryEngine } from '#queries';

/** A figure as it was written down. */
export interface SetKpi {
  readonly id: string;
  readonly name: string;
  /** The version its document is now; the one it was, where nothing changed. */
  readonly version: number;
  readonly hash: string;
  /** Questions that name it as `minPosition` see it; 0 where nothing had to happen. */
  readonly position: Position;
}

const tables = openTables(models);

/** Figures of the workspace, over the read models there are. */
export function workspaceKpis(queries: QueryEngine, engine: KpiEngine): WorkspaceKpis {
  return new WorkspaceKpis(queries, engine, { over: 'kpis.defined', tables });
}

/** Checks a document and writes it down: the same over HTTP and on the command line. Throws InvalidInput (`kpi.invalid`). */
export async function defineWorkspaceKpi(
  on: { readonly workspace: WorkspaceKpis; readonly decisions: Decisions; readonly ids: Ids },
  document: string,
  by: Commanding,
): Promise<SetKpi> {
  const { workspace, decisions, ids } = on;
  const { name, hash } = await workspace.check(document);
  // one stream for each name: of two who define it at once, one comes after the other
  const id = ids.derived('kpi', name);
  const { position } = await decisions.run(ask(setKpi, id, { name, document, hash }), by);
  const { version } = await decisions.state(kpi, id);
  return { id, name, version, hash, position };
}
