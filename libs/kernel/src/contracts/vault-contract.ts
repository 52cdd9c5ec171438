import { randomUUID } from 'node:crypto';
import type { NodeId } from '../ids.js';
import type { Vault } from '../ports/vault.js';
import { CATEGORIES } from '../shape.js';
import { someone } from './sample-events.js';

/** A vault under test, which several processes may share. */
export interface VaultStore {
  /** Opens the engine on the store. An engine without a shared store gives the same vault. */
  open(): Promise<Vault>;
  close(): Promise<void>;
}

/** What every engine of the vault keeps. */
export function vaultContract(engine: string, makeStore: () => Promise<VaultStore>): void {
  describe(`the vault ${engine}`, () => {
    let store: VaultStore;
    let vaults: readonly [Vault, Vault];
    beforeAll(async () => {
      store = await makeStore();
      vaults = [await store.open(), await store.open()];
    });
    afterAll(() => store.close());

    const hex = async (vault: Vault, node: NodeId, how: 'ensure' | 'load' = 'load'): Promise<(string | null)[]> => {
      const keys = (await vault[how]([node])).get(node)!;
      return CATEGORIES.map((category) => keys[category]?.toString('hex') ?? null);
    };
    const none = CATEGORIES.map(() => null);

    it('makes one key of 256 bits per category, different each, and keeps them', async () => {
      const node = someone();
      const made = await hex(vaults[0], node, 'ensure');
      expect(made.every((key) => key?.length === 64)).toBe(true);
      expect(new Set(made).size).toBe(CATEGORIES.length);
      expect(await hex(vaults[0], node, 'ensure')).toEqual(made);
      expect(await hex(vaults[0], node)).toEqual(made);
      expect(await hex(vaults[1], node)).toEqual(made);
      expect(await hex(await store.open(), node)).toEqual(made);
    });

    it('makes nothing when it loads', async () => {
      const node = someone();
      expect(await hex(vaults[0], node)).toEqual(none);
      expect(await hex(vaults[1], node)).toEqual(none);
    });

    it('answers for the nodes asked about and no others', async () => {
      const [asked, other] = [someone(), someone()];
      await vaults[0].ensure([asked, other]);
      const ring = await vaults[0].load([asked]);
      expect(ring.get(asked)).toBeDefined();
      expect(ring.get(other)).toBeUndefined();
      expect((await vaults[0].load([])).get(asked)).toBeUndefined();
      expect((await vaults[0].ensure([asked, asked])).get(asked)).toBeDefined();
    });

    it('gives all who make the same keys at the same time the same keys', async () => {
      const nodes = Array.from({ length: 20 }, someone);
      const rings = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          vaults[i % 2]!.ensure(i % 4 < 2 ? nodes : [...nodes].reverse().slice(i % 5)),
        ),
      );
      for (const node of nodes) {
        const keys = rings.flatMap((ring) => ring.get(node)?.identity?.toString('hex') ?? []);
        expect(new Set(keys).size).toBe(1);
        expect(keys[0]).toBe((await hex(vaults[0], node))[0]);
      }
    });

    it('destroys a category for ever, for everybody, and leaves the others', async () => {
      const node = someone();
      const [identity, , trace, billing] = await hex(vaults[0], node, 'ensure');
      await hex(vaults[1], node);
      await vaults[0].destroy(node, ['content']);
      for (const vault of [...vaults, await store.open()]) {
        expect(await hex(vault, node)).toEqual([identity, null, trace, billing]);
        expect(await hex(vault, node, 'ensure')).toEqual([identity, null, trace, billing]);
      }
      await vaults[1].destroy(node, ['identity', 'billing']);
      for (const vault of vaults) expect(await hex(vault, node)).toEqual([null, null, trace, null]);
      await vaults[1].destroy(node, ['trace']);
      for (const vault of vaults) expect(await hex(vault, node, 'ensure')).toEqual(none);
    });

    it('destroys all of a node’s keys, again without complaint, and nobody else’s', async () => {
      const [node, neighbour] = [someone(), someone()];
      await vaults[0].ensure([node, neighbour]);
      const kept = await hex(vaults[1], neighbour);
      await vaults[1].destroy(node);
      await vaults[0].destroy(node);
      for (const vault of vaults) {
        expect(await hex(vault, node, 'ensure')).toEqual(none);
        expect(await hex(vault, neighbour)).toEqual(kept);
      }
    });

    it('never makes keys for a node that was erased before it had any', async () => {
      const [node, partly] = [someone(), someone()];
      await vaults[0].destroy(node);
      expect(await hex(vaults[1], node, 'ensure')).toEqual(none);
      await vaults[0].destroy(partly, ['identity']);
      const keys = await hex(vaults[1], partly, 'ensure');
      expect(keys.map((key) => key === null)).toEqual([true, false, false, false]);
    });

    it('does not hand out a destroyed key to a call that begins after the destruction', async () => {
      const nodes = Array.from({ length: 30 }, someone);
      await vaults[0].ensure(nodes);
      await vaults[1].ensure(nodes);
      for (const node of nodes) {
        const loading = vaults[0].load(nodes);
        await vaults[1].destroy(node);
        expect(await hex(vaults[0], node)).toEqual(none);
        await loading;
        expect(await hex(vaults[0], node)).toEqual(none);
      }
    });

    it('answers from more nodes than its cache holds', async () => {
      const nodes = Array.from({ length: 300 }, someone);
      const first = await vaults[0].ensure(nodes);
      const again = await vaults[0].load(nodes);
      for (const node of nodes) expect(again.get(node)!.trace!.equals(first.get(node)!.trace!)).toBe(true);
      expect(again.get(randomUUID() as NodeId)).toBeUndefined();
    });
  });
}
