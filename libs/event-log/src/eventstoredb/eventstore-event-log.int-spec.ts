import { eventLogContract } from '#kernel/contracts';
import { standInStore } from '../../test/eventstore-store.js';

eventLogContract('in EventStoreDB (a stand-in of it)', () => standInStore());
eventLogContract('in EventStoreDB (a stand-in that does not tell the places of a stream’s events)', () =>
  standInStore({}, { placed: false }),
);
