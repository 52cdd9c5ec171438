import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Imported } from '../../../../api/src/composition/imports.js';
import { openInstallation } from '../../installation.js';
import { workplace, type Workplace } from '../../testing/tool.js';

const MAPPING = `name: orders
source: shop
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields: { channel: order, kind: purchased }
`;

interface Counted {
  readonly ledger: readonly { readonly import: string | null }[];
  readonly off: number;
}

describe('an import in the ledger', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await workplace();
  });
  afterEach(() => place.close());

  /** The ledger, once everything was read. */
  async function counted(): Promise<Counted & { readonly code: number }> {
    const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    const projector = installation.projector();
    await projector.projections.start();
    await projector.projections.drained();
    await projector.stop();
    await installation.close();
    const { code, out } = await place.tool('ledger', '--json');
    return { ...(JSON.parse(out) as Counted), code };
  }

  it('has a line of its own, which adds up, again, corrected and undone', async () => {
    const [file, mapping] = [join(place.home, 'orders.csv'), join(place.home, 'orders.yaml')];
    await writeFile(mapping, MAPPING);
    await writeFile(file, 'mail,day\nann@example.com,2026-03-01\nben@example.com,2026-03-02\n');
    const imported = (): Promise<Imported> => place.json('import', file, '--mapping', mapping);
    const first = await imported();
    const recorded = {
      source: 'shop',
      received: 2,
      recorded: 2,
      duplicates: 0,
      quarantined: 0,
      inLog: 2,
      projected: 2,
    };
    expect(await counted()).toMatchObject({
      code: 0,
      off: 0,
      ledger: [{ ...recorded, import: first.id, state: 'even' }],
    });
    // Rows that stand already are duplicates of the import that brings them again.
    const again = await imported();
    expect((await place.tool('imports', 'undo', first.id, '--reason', 'wrong file')).code).toBe(0);
    const anew = await imported();
    const { ledger, ...after } = await counted();
    expect(after).toEqual({ code: 0, off: 0 });
    const lines = new Map(ledger.map((line) => [line.import, line]));
    expect(lines.size).toBe(3);
    for (const { id } of [first, anew]) expect(lines.get(id)).toMatchObject({ ...recorded, state: 'even' });
    expect(lines.get(again.id)).toMatchObject({
      ...recorded,
      recorded: 0,
      duplicates: 2,
      inLog: 0,
      projected: 0,
      state: 'even',
    });
  });
});
