import type { Millis } from '#kernel';
import { activityLogged, ownerAssigned } from '#journey';
import { DAY, HOUR } from '../calendar.js';
import type { Course } from './course.js';
import type { Staff } from './staff.js';

/** Writes what a member of sales does with a contact in a few days; now and then the contact is theirs from there on, some for a while only. */
export function writeContacting(course: Course, staff: Staff, start: Millis): void {
  const { random } = course;
  const person = random.pick(staff.at('sales', start)).id;
  const team = staff.teamOf(person, start)!.id;
  const assigned = random.chance(0.3);
  if (assigned) course.say(ownerAssigned, start, { reason: 'territory' }, { about: { person, team } });
  let at = start;
  for (let count = random.between(1, 4); count > 0; count--) {
    at += random.wait(30 * HOUR);
    const kind = random.pick(['call', 'call', 'email', 'meeting', 'demo', 'visit', 'message', 'note'] as const);
    const outcome = kind === 'call' ? { outcome: random.pick(['reached', 'voicemail', 'callback']) } : {};
    const minutes = kind === 'email' || kind === 'note' ? {} : { minutes: random.between(2, 60) };
    const direction = random.chance(0.2) ? 'in' : 'out';
    course.say(activityLogged, at, { kind, direction, ...outcome, ...minutes }, { about: { person } });
  }
  // given up, for nobody to have
  if (assigned && random.chance(0.15))
    course.say(ownerAssigned, at + random.wait(30 * DAY), { reason: 'given-up' }, { about: { team } });
}
