import { quarantineContract } from '../../test/quarantine-contract.js';
import { MemoryQuarantine } from '../index.js';

quarantineContract('in memory', () => Promise.resolve(new MemoryQuarantine()));
