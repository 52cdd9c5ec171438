import { HANDOFF_REASONS, type BusinessHours, type HandoffGround, type StaffGround, type TeamGround } from '#journey';
import { sql, type Asking } from '#kernel';

/** A team as it is now, with the teams it is below; null for one nobody knows. */
export async function teamGround(asking: Asking, team: string | null): Promise<TeamGround | null> {
  if (team === null) return null;
  const rows = await asking.byKey<{ team: string; open: boolean }>(sql`
    WITH RECURSIVE line (team, parent, open, depth) AS (
      SELECT t.team, t.parent, t.open, 0 FROM read.teams_team t
      WHERE t.team = ${team} AND t.believed_until IS NULL AND t.valid_to IS NULL
      UNION ALL
      SELECT t.team, t.parent, t.open, line.depth + 1 FROM line
      JOIN read.teams_team t ON t.team = line.parent AND t.believed_until IS NULL AND t.valid_to IS NULL
      WHERE line.depth < 50
    )
    SELECT team, open FROM line ORDER BY depth`);
  const [own, ...above] = rows;
  return own === undefined ? null : { team: own.team, open: own.open, above: above.map((one) => one.team) };
}

/**
 * Somebody of the staff as they are now; null where nobody is named. Whoever signs in here and was
 * not removed is here, and of those who never did
 * whoever is described, in a team, or somebody's owner, or was: colleagues of imported history.
 */
export async function staffGround(asking: Asking, person: string | null): Promise<StaffGround | null> {
  if (person === null) return null;
  const [row] = await asking.byKey<{ here: boolean; team: string | null; leads: readonly string[] }>(sql`
    WITH RECURSIVE led (team) AS (
      SELECT t.team FROM read.teams_team t
      WHERE t.lead = ${person} AND t.believed_until IS NULL AND t.valid_to IS NULL
      UNION
      SELECT m.team FROM read.teams_membership m
      WHERE m.person = ${person} AND m.role = 'lead' AND m.believed_until IS NULL AND m.valid_to IS NULL
      UNION
      SELECT t.team FROM led
      JOIN read.teams_team t ON t.parent = led.team AND t.believed_until IS NULL AND t.valid_to IS NULL
    )
    SELECT coalesce((SELECT p.active FROM read.staff_person p
                     WHERE p.person = ${person} AND p.believed_until IS NULL AND p.valid_to IS NULL),
                    EXISTS (SELECT FROM read.teams_membership m WHERE m.person = ${person} AND m.believed_until IS NULL)
                      OR EXISTS (SELECT FROM read.teams_colleague c WHERE c.person = ${person} AND c.believed_until IS NULL)
                      OR EXISTS (SELECT FROM read.ownership_owner o WHERE o.person = ${person} AND o.believed_until IS NULL)
                      OR EXISTS (SELECT FROM led)) AS here,
           (SELECT m.team FROM read.teams_membership m
            WHERE m.person = ${person} AND m.believed_until IS NULL AND m.valid_to IS NULL) AS team,
           coalesce((SELECT array_agg(led.team) FROM led), '{}') AS leads`);
  return { person, ...row! };
}

/** Who leads a team, is here, and is not somebody; null where nobody does. */
export async function leadOf(asking: Asking, team: string | null, but: string | null): Promise<string | null> {
  if (team === null) return null;
  const [row] = await asking.byKey<{ person: string }>(sql`
    SELECT l.person FROM (
      SELECT t.lead AS person, 0 AS rank FROM read.teams_team t
      WHERE t.team = ${team} AND t.lead IS NOT NULL AND t.believed_until IS NULL AND t.valid_to IS NULL
      UNION ALL
      SELECT m.person, 1 FROM read.teams_membership m
      WHERE m.team = ${team} AND m.role = 'lead' AND m.believed_until IS NULL AND m.valid_to IS NULL
    ) l
    LEFT JOIN read.staff_person p ON p.person = l.person AND p.believed_until IS NULL AND p.valid_to IS NULL
    WHERE coalesce(p.active, true) AND l.person IS DISTINCT FROM ${but}::uuid
    ORDER BY l.rank, l.person LIMIT 1`);
  return row?.person ?? null;
}

/** When a team works; null where it has no calendar: around the clock. */
export async function calendarOf(asking: Asking, team: string | null): Promise<BusinessHours | null> {
  if (team === null) return null;
  const [row] = await asking.byKey<BusinessHours>(sql`
    SELECT c.zone, c.hours, c.holidays
    FROM read.teams_team t
    JOIN read.teams_calendar c ON c.calendar = t.calendar AND c.until IS NULL
    WHERE t.team = ${team} AND t.believed_until IS NULL AND t.valid_to IS NULL
    ORDER BY c.position DESC LIMIT 1`);
  return row ?? null;
}

/** The reasons people choose from: what was set last of each kind. */
export async function handoffReasons(asking: Asking): Promise<HandoffGround['reasons']> {
  const rows = await asking.byKey<{ kind: keyof HandoffGround['reasons']; reasons: readonly string[] }>(sql`
    SELECT DISTINCT ON (kind) kind, reasons FROM read.teams_reasons
    WHERE kind IN ('handoff-refused', 'handoff-returned') AND until IS NULL ORDER BY kind, position DESC`);
  return { ...HANDOFF_REASONS, ...Object.fromEntries(rows.map(({ kind, reasons }) => [kind, reasons])) };
}
