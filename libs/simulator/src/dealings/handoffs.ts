import type { Millis } from '#kernel';
import {
  handoffAccepted,
  handoffExpired,
  handoffOffered,
  handoffRefused,
  handoffReturned,
  handoffWithdrawn,
} from '#journey';
import { DAY, HOUR } from '../calendar.js';
import type { Course } from './course.js';
import type { Staff } from './staff.js';

/** Writes what becomes of an offer of a contact by marketing to a team of sales. */
export function writeHandoff(course: Course, staff: Staff, start: Millis): void {
  const { random } = course;
  const giver = random.pick(staff.at('marketing', start)).id;
  const taker = random.pick(staff.at('sales', start)).id;
  const about = {
    from: giver,
    fromTeam: staff.teamOf(giver, start)!.id,
    team: staff.teamOf(taker, start)!.id,
    ...(random.chance(0.3) ? { to: taker } : {}),
  };
  const answerBy = Math.floor(start + 3 * DAY);
  course.say(
    handoffOffered,
    start,
    {
      reason: random.pick(['qualified', 'asked-for-a-demo', 'wants-an-offer']),
      answerBy: new Date(answerBy).toISOString(),
    },
    { about },
  );
  const answered = start + Math.min(random.wait(18 * HOUR), 3 * DAY - HOUR);
  const fate = random.below(100);
  if (fate < 60) {
    course.say(handoffAccepted, answered, {}, { about: { ...about, person: taker } });
    if (random.chance(0.08)) {
      const back = { reason: 'no-answer', backTo: 'giver' };
      course.say(handoffReturned, answered + random.wait(9 * DAY), back, { about: { ...about, person: taker } });
    }
  } else if (fate < 76) {
    const reason = random.pick(['not-a-fit', 'too-early', 'no-capacity']);
    course.say(handoffRefused, answered, { reason, backTo: 'giver' }, { about: { ...about, person: taker } });
  } else if (fate < 88) course.say(handoffExpired, answerBy, { backTo: 'giver' }, { about });
  else if (fate < 94) course.say(handoffWithdrawn, answered, { reason: 'duplicate', backTo: 'giver' }, { about });
}
