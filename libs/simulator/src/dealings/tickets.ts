import type { Millis } from '#kernel';
import {
  ticketAssigned,
  ticketClosed,
  ticketEscalated,
  ticketOpened,
  ticketPrioritised,
  ticketPutOnHold,
  ticketRated,
  ticketReopened,
  ticketReplied,
  ticketResolved,
  ticketSlaStated,
  ticketTakenUp,
  ticketThemed,
} from '#journey';
import { DAY, HOUR, MINUTE } from '../calendar.js';
import type { Random } from '../random.js';
import type { Course } from './course.js';
import type { Staff } from './staff.js';

const THEMES = ['login', 'invoice', 'sensor offline', 'delivery', 'alerts', 'export'];
const PRIORITIES = ['low', 'normal', 'normal', 'high', 'urgent'];

/** Writes what happens with a ticket from its opening on. */
export function writeTicket(course: Course, staff: Staff, start: Millis): void {
  new Case(course, staff, start).write();
}

class Case {
  private readonly random: Random;
  private at: Millis;
  private assignee: Readonly<Record<string, string>> = {};

  constructor(
    private readonly course: Course,
    private readonly staff: Staff,
    start: Millis,
  ) {
    this.random = course.random;
    this.at = start;
  }

  private later(mean: Millis): Millis {
    return (this.at += this.random.wait(mean));
  }

  private get byAssignee() {
    return { about: this.assignee };
  }

  write(): void {
    const { random, course } = this;
    if (random.chance(0.04)) course.precision = 'day';
    const theme = random.pick(THEMES);
    const themed = random.chance(0.6);
    course.say(ticketOpened, this.at, {
      from: 'customer',
      channel: random.pick(['email', 'email', 'chat', 'call', 'web']),
      ...(random.chance(0.9) ? { priority: random.pick(PRIORITIES) } : {}),
      ...(themed ? { theme } : {}),
      ...(course.person === null ? {} : { title: `Question about ${theme}` }),
    });
    if (random.chance(0.4)) course.say(ticketReplied, this.later(MINUTE), reply('staff', true));
    this.assign();
    if (!themed && random.chance(0.7)) course.say(ticketThemed, this.later(HOUR), { theme }, this.byAssignee);
    if (random.chance(0.9)) this.answer(5 * HOUR);
    if (random.chance(0.1))
      course.say(ticketPrioritised, this.later(HOUR), { priority: random.pick(PRIORITIES) }, this.byAssignee);
    if (random.chance(0.25)) this.wait();
    if (random.chance(0.12)) this.assign();
    if (random.chance(0.08)) course.say(ticketEscalated, this.later(HOUR), { level: 2 }, this.byAssignee);
    if (random.chance(0.3)) this.answer(4 * HOUR);
    if (random.chance(0.88)) this.resolve();
  }

  private assign(): void {
    const at = this.later(HOUR);
    const { id } = this.random.pick(this.staff.at('service', at));
    this.assignee = { assignee: id, team: this.staff.teamOf(id, at)!.id };
    this.course.say(ticketAssigned, at, {}, this.byAssignee);
  }

  private answer(mean: Millis): void {
    const { course, random } = this;
    if (random.chance(0.2)) course.say(ticketReplied, this.later(HOUR), reply('internal'), this.byAssignee);
    course.say(ticketReplied, this.later(mean), reply('staff'), this.byAssignee);
  }

  /** It waits for the customer, or for somebody else; nearly always it goes on. */
  private wait(): void {
    const { course, random } = this;
    const whom = random.chance(0.8) ? 'customer' : 'third-party';
    course.say(ticketPutOnHold, this.later(HOUR), { for: whom }, this.byAssignee);
    if (random.chance(0.1)) return;
    course.say(ticketReplied, this.later(20 * HOUR), reply('customer'), this.byAssignee);
    course.say(ticketTakenUp, this.at + MINUTE, {}, this.byAssignee);
    this.at += 2 * MINUTE;
  }

  private resolve(): void {
    const { course, random } = this;
    const resolved = course.say(ticketResolved, this.later(DAY), { code: 'explained' }, this.byAssignee);
    if (random.chance(0.02)) return course.takeBack(resolved, this.later(DAY));
    if (random.chance(0.08)) {
      course.say(ticketReopened, this.later(2 * DAY), { reason: 'again' }, this.byAssignee);
      this.answer(6 * HOUR);
      if (random.chance(0.8)) course.say(ticketResolved, this.later(DAY), {}, this.byAssignee);
    }
    if (random.chance(0.2)) course.say(ticketSlaStated, this.at + MINUTE, { met: random.chance(0.8) }, this.byAssignee);
    for (let answers = random.chance(0.3) ? random.between(1, 2) : 0; answers > 0; answers--)
      course.say(ticketRated, this.later(DAY), { score: random.pick([1, 2, 3, 4, 4, 5, 5, 5]) }, this.byAssignee);
    if (random.chance(0.7)) course.say(ticketClosed, this.later(5 * DAY), {}, this.byAssignee);
  }
}

/** A message about a ticket. */
function reply(by: 'staff' | 'internal' | 'customer', automatic = false): Readonly<Record<string, unknown>> {
  return {
    from: by === 'customer' ? 'customer' : 'staff',
    visibility: by === 'internal' ? 'internal' : 'public',
    ...(automatic ? { automatic } : {}),
  };
}
