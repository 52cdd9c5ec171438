export { feedContract, type FeedUnderTest } from './feed-contract.js';
export { eventLogContract } from './event-log-contract.js';
export type { LogStore, LosingLog } from './log-store.js';
export * from './sample-events.js';
export { vaultContract, type VaultStore } from './vault-contract.js';
