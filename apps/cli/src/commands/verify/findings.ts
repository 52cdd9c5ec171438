/** Something that is not as it must be. */
export interface Finding {
  /** What was checked, such as `commitments`. */
  readonly check: string;
  /** Where: a position, a table, a read model. */
  readonly where: string;
  readonly what: string;
}

const LISTED = 20;

/** Findings as they come: of each check the first twenty are kept, all are counted. */
export class Findings {
  private readonly byCheck = new Map<string, { count: number; kept: Finding[] }>();

  add(check: string, where: string, what: string): void {
    let found = this.byCheck.get(check);
    if (found === undefined) this.byCheck.set(check, (found = { count: 0, kept: [] }));
    found.count++;
    if (found.kept.length < LISTED) found.kept.push({ check, where, what });
  }

  get total(): number {
    let total = 0;
    for (const { count } of this.byCheck.values()) total += count;
    return total;
  }

  /** How many a check found. */
  of(check: string): number {
    return this.byCheck.get(check)?.count ?? 0;
  }

  get kept(): readonly Finding[] {
    return [...this.byCheck.values()].flatMap(({ kept }) => kept);
  }

  /** Lines for people: what was found, and how much more of it. */
  lines(): string[] {
    return [...this.byCheck].flatMap(([check, { count, kept }]) => [
      ...kept.map(({ where, what }) => `${check}: ${where}: ${what}`),
      ...(count > kept.length ? [`${check}: and ${count - kept.length} more`] : []),
    ]);
  }
}
