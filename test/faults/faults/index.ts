import type { Fault } from '../fault.js';
import { clockBack } from './clock-back.js';
import { frozen } from './frozen.js';
import { fullDisk } from './full-disk.js';
import { apiKilled, brokerKilled, postgresKilled, projectorKilled, relayKilled } from './killed.js';
import { network } from './network.js';
import { poison } from './poison.js';
import { rebalanceStorm } from './rebalance-storm.js';
import { recordsAgain } from './records-again.js';

/** Every kind of fault. The fault of a seed is the one at the seed's place, round and round. */
export const faults: readonly Fault[] = [
  relayKilled,
  projectorKilled,
  apiKilled,
  brokerKilled,
  postgresKilled,
  frozen,
  network,
  fullDisk,
  recordsAgain,
  rebalanceStorm,
  poison,
  clockBack,
];

/** The fault that a seed, from 1 on, stands for. */
export function faultOf(seed: number): Fault {
  return faults[(seed - 1) % faults.length]!;
}
