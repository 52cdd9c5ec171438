import type { Happening, KpiDefinition } from '#kernel';
import { ReadModels } from '#projections';
import { World } from '../../projections/test/world.js';
import { KpiEngine, kpis, QueryEngine, type KpiAnswer, type KpiQuestion } from '../src/index.js';

/** A log with its read models, and every figure over them, in a zone. */
export class Figures {
  private constructor(
    readonly world: World,
    private readonly projections: ReturnType<World['engine']>,
    readonly engine: KpiEngine,
  ) {}

  static async start(zone = 'UTC'): Promise<Figures> {
    const world = await World.begun();
    const projections = world.engine();
    await projections.start();
    const { pool, log, vault } = world;
    const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone });
    return new Figures(world, projections, new KpiEngine(queries, kpis));
  }

  /** Records what happened, in this order, and lets the read models catch up; the position of the last event. */
  async happened(...happenings: readonly Happening[]): Promise<string> {
    for (const happening of happenings) await this.world.append(await this.world.other(happening));
    await this.drained();
    return String((await this.world.log.head()).position);
  }

  async drained(): Promise<void> {
    await this.projections.drained();
  }

  definition(name: string): KpiDefinition {
    return this.engine.find(name)!;
  }

  ask(name: string, question: KpiQuestion = {}): Promise<KpiAnswer> {
    return this.engine.evaluate(this.definition(name), question);
  }

  /** Values of a figure by one of its slices. */
  async by(name: string, slice: string, question: KpiQuestion = {}): Promise<Readonly<Record<string, number | null>>> {
    const { rows } = await this.ask(name, { ...question, by: [slice] });
    return Object.fromEntries(rows.map((row) => [row.slice[slice] ?? '', row.value]));
  }

  close(): Promise<void> {
    return this.world.close();
  }
}
