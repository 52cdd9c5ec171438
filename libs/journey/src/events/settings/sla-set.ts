import { event, id, list, optional, record, required, wholeNumber, word } from '#kernel';

/** How soon tickets are to be answered and resolved: minutes of working time by priority; `*` stands for every other. */
export const slaSet = event('sla-set', 1, {
  about: { sla: required },
  payload: {
    name: word,
    calendar: optional(id),
    targets: list(record({ priority: word, firstResponse: optional(wholeNumber), resolution: optional(wholeNumber) })),
    /** From which share of its time on a clock is near its end, in percent. */
    nearBreach: wholeNumber,
  },
});
