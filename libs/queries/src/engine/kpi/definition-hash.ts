import { createHash } from 'node:crypto';
import { canonicalJson, hasOwnSql, sql, type KpiDefinition, type KpiReading } from '#kernel';

/** A moment by which definitions are compared: what they say is the same at any other one. */
const ANY: Omit<KpiReading, 'parameter'> = {
  asOf: new Date(0),
  knownAt: 0,
  zone: 'UTC',
  now: new Date(0),
  at: sql`at`,
  from: sql`from`,
  to: sql`to`,
  asked: (moment, precision) => sql`asked(${moment}, ${precision})`,
  opening: sql`opening`,
  closing: sql`closing`,
};

/**
 * The hash of what a definition says: its sentence or SQL, kind, slices, parameters; not the words people read. Whoever
 * changes what the figure means raises the version; SQL that counts the same has another hash and the same version.
 */
export function definitionHash(kpi: KpiDefinition): string {
  const { title: _title, says: _says, team: _team, ...rest } = kpi;
  const said: Record<string, unknown> = { ...rest };
  if (hasOwnSql(kpi)) {
    const presets = kpi.parameters ?? {};
    const { text, values } = kpi.records({ ...ANY, parameter: (name) => presets[name]?.preset ?? null });
    said['records'] = [text.replaceAll(/\s+/g, ' ').trim(), values.map(String)];
  }
  said['slices'] = Object.fromEntries(
    Object.entries(kpi.slices).map(([name, slice]) => [
      name,
      slice.kind === 'own' ? (slice.column ?? name) : slice.steps,
    ]),
  );
  return createHash('sha256').update(canonicalJson(said)).digest('hex');
}
