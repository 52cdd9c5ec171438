import { event, day, list, optional, record, required, wholeNumber, word } from '#kernel';

/** When staff work: by weekday and local time of a zone, but for holidays. */
export const calendarSet = event('calendar-set', 1, {
  about: { calendar: required },
  payload: {
    name: word,
    /** An IANA name. */
    zone: word,
    /** 1 is Monday, 7 Sunday; local times such as 09:00, until 24:00 at most. */
    hours: list(record({ weekday: wholeNumber, from: word, to: word })),
    holidays: list(record({ on: day, name: optional(word) })),
  },
});
