import { contactsLinked, contactsUnlinked, type Millis } from '#kernel';
import { DAY } from '../calendar.js';
import type { Person } from '../people.js';
import type { Course } from './course.js';

/** Writes how somebody takes two people for one, and sees later that they are two. */
export function writeMistakenLink(course: Course, other: Person, start: Millis): void {
  course.say(contactsLinked, start, { reason: 'same name' }, { other, late: 0 });
  course.say(contactsUnlinked, start + 20 * DAY, { reason: 'namesakes' }, { other, late: 0 });
}
