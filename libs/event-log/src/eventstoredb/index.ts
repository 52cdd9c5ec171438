/** The engine on EventStoreDB, by an entry of its own: its client is loaded only where there is such a server. */
export {
  EVENT_STORE_DEFAULTS,
  EventStoreEventLog,
  type CountedTouch,
  type EventStoreLogOptions,
  type TouchPage,
} from './eventstore-event-log.js';
export { EventStoreTarget, type EventStoreTargetOptions } from '../moving/eventstore-target.js';
export { HEARD_OF_WITHIN } from './intents.js';
