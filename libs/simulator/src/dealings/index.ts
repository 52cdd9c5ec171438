export { happenedAt, thingOf, type Dealing, type Whom } from './dealing.js';
export { simulateDealings } from './dealings.js';
export { happeningOfDealing, streamOfDealing, type Naming } from './happening.js';
