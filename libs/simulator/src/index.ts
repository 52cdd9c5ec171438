export { callOf, type Call } from './calls.js';
export type { MessageType } from './acts.js';
export {
  happenedAt,
  happeningOfDealing,
  simulateDealings,
  streamOfDealing,
  thingOf,
  type Dealing,
  type Naming,
  type Whom,
} from './dealings/index.js';
export {
  Bookkeeper,
  type Activity,
  type ExpectedContact,
  type ExpectedFigures,
  type ExpectedTouch,
} from './figures.js';
export { isDealing, ORACLES, type Asked, type Expected, type Oracle, type Recorded } from './oracle/index.js';
export { People, type Company, type Person, type Persona } from './people.js';
export { deliveries, reportedOf, type SimulatedDelivery } from './reported.js';
export {
  FEWEST_TOUCHES,
  historyName,
  MOST_TOUCHES,
  simulate,
  type Simulated,
  type SimulationOptions,
  type Truth,
} from './simulation.js';
