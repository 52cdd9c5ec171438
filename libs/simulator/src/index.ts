export { callOf, type Call } from './calls.js';
export type { MessageType } from './acts.js';
export {
  Bookkeeper,
  type Activity,
  type ExpectedContact,
  type ExpectedFigures,
  type ExpectedTouch,
} from './figures.js';
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
