import { event, required } from './event.js';
import { id, instant, open, properties, wholeNumber, word } from './shape.js';

/** A reaction counts from here on: what happened before is not its business. One stream per reaction. */
export const reactionActivated = event('reaction-activated', 1, {
  about: { reaction: required },
  payload: { name: word, version: wholeNumber },
});

/** A command is to be asked for at an instant. Setting the same timer again moves it. Parameters are never personal. */
export const timerSet = event('timer-set', 1, {
  about: { timer: required },
  payload: {
    reaction: word,
    name: word,
    at: instant,
    decision: word,
    target: word,
    params: open(properties),
  },
});

/** A timer's instant has come; the command follows from this event. `set` is the event that set it. */
export const timerFired = event('timer-fired', 1, {
  about: { timer: required },
  payload: { reaction: word, name: word, set: id },
});

/** A timer is forgotten before its instant. */
export const timerCancelled = event('timer-cancelled', 1, {
  about: { timer: required },
  payload: { reaction: word, name: word, set: id },
});

/** Events of the machinery of reactions: they belong in every catalogue. */
export const TIMING = [reactionActivated, timerSet, timerFired, timerCancelled] as const;
