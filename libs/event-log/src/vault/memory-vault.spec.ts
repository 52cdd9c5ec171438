import { vaultContract } from '#kernel/contracts';
import { MemoryVault } from '../index.js';

vaultContract('in memory', () => {
  const vault = new MemoryVault();
  return Promise.resolve({ open: () => Promise.resolve(vault), close: () => vault.close() });
});
