import { ACTS, type Act } from './acts.js';
import { atWork, awake, DAY, HOUR, MINUTE, SECOND, type Calendar } from './calendar.js';
import type { Person } from './people.js';
import type { Random } from './random.js';

/** Which of a person's identifiers a message names: a set of bits. */
export const SLOT = {
  user: 1,
  email: 2,
  phone: 4,
  helpdesk: 8,
  device: 16,
  secondDevice: 32,
  /** The company's common mailbox. */
  mailbox: 64,
  mistyped: 128,
} as const;

/** One message to come. */
export interface Step {
  readonly act: Act;
  /** The truth, epoch milliseconds. */
  readonly occurredAt: number;
  arrivesAt: number;
  /** Number within the journey: with the person's, the message's id. A repeat has that of its first. */
  n: number;
  slots: number;
  readonly campaign: string | null;
  readonly thing: string | null;
  readonly undated: boolean;
  late: boolean;
  repeat: boolean;
}

const { user, email, phone, helpdesk, device, secondDevice, mailbox, mistyped } = SLOT;

/** Share of messages that arrive hours or days late, and share of messages that arrive twice. */
export const LATE = 0.05;
export const REPEATED = 0.05;

/** Writes the plan of one person's journey from an instant on: about ten touches, some sent twice, some late. */
export class JourneyPlan {
  private readonly steps: Step[] = [];
  private start = 0;

  constructor(
    private readonly person: Person,
    private readonly random: Random,
    private readonly calendar: Calendar,
  ) {}

  /** The messages in order of arrival: those that happen up to `until`, at most `budget` touches among them. */
  write(start: number, until: number, budget: number): Step[] {
    const zone = this.person.locale.zone;
    let at = awake(start, zone);
    if (at > until) at = start;
    this.start = start;
    if (this.person.persona === 'visitor') this.browse(at, device, this.random.between(1, 5));
    else {
      at = this.subscribe(at);
      if (this.person.persona === 'subscriber') this.newsletters(at, email, this.random.between(2, 4));
      else {
        at = this.talkToSales(at);
        if (this.person.persona === 'customer') this.buy(at);
        else this.newsletters(at, email, this.random.between(1, 2));
      }
      if (this.person.mistypes) this.mistype(at);
    }
    return this.deliver(this.chosen(until, budget), until);
  }

  private add(
    act: Act,
    at: number,
    slots: number,
    campaign: string | null = null,
    thing: string | null = null,
  ): number {
    const occurredAt = act.dayOnly ? Math.floor(at / DAY) * DAY : Math.floor(at);
    this.steps.push({
      act,
      occurredAt,
      arrivesAt: 0,
      n: 0,
      slots,
      campaign,
      thing,
      undated: act === ACTS.noted,
      late: false,
      repeat: false,
    });
    return at;
  }

  /** Reads a few pages, perhaps over some days. */
  private browse(start: number, slots: number, pages: number, campaign: string | null = null): number {
    let at = start;
    for (let i = 0; i < pages; i++) {
      const path = this.random.pick([
        '/',
        '/pricing',
        '/sensors',
        '/cold-chain',
        '/customers',
        '/blog/losses',
        '/about',
      ]);
      this.add(ACTS.viewed, at, slots, i === 0 ? campaign : null, path);
      const pause = this.random.chance(0.8) ? this.random.wait(90 * SECOND) : this.random.wait(4 * DAY);
      at = awake(at + pause + SECOND, this.person.locale.zone);
    }
    return at;
  }

  /** Comes from somewhere, looks round, leaves an address. Most read anonymously first. */
  private subscribe(start: number): number {
    const { random, calendar, person } = this;
    let at = start;
    const door = random.below(100);
    if (door < 30) at = this.add(ACTS.adClicked, at, device, calendar.quarter('search', at)) + SECOND;
    else if (door < 45) at = this.add(ACTS.socialClicked, at, device, calendar.quarter('social', at)) + SECOND;
    else if (door < 50) {
      this.add(ACTS.referred, at, email, calendar.quarter('partner', at));
      at += random.wait(2 * DAY);
    } else if (door < 54) {
      const fair = calendar.fair(at);
      this.add(ACTS.visitedStand, fair.at, email, fair.campaign, fair.title);
      at = Math.max(at, fair.at + random.wait(3 * DAY));
    } else if (door < 56) this.add(ACTS.noted, at, email);
    at = this.browse(awake(at, person.locale.zone), device, random.between(1, 2));
    this.add(ACTS.submitted, at, email | device, null, '/newsletter');
    this.add(ACTS.describe, at + SECOND, email | device | (person.persona === 'subscriber' ? 0 : phone));
    if (random.chance(0.05)) this.add(ACTS.socialLiked, at + random.wait(DAY), email | device);
    return at + random.wait(2 * DAY);
  }

  /** The next `count` newsletters: sent, delivered, and what comes of them. */
  private newsletters(start: number, slots: number, count: number): number {
    let at = start;
    for (let i = 0; i < count; i++) {
      const issue = this.calendar.newsletter(at);
      at = this.mailing(issue.at + this.random.below(20 * MINUTE), slots, issue.campaign, issue.title);
      if (at < 0) return -at;
    }
    return at;
  }

  /** One mailing. Returns when it is over, negated once the person unsubscribed. */
  private mailing(sentAt: number, slots: number, campaign: string, title: string): number {
    const { random } = this;
    let at = this.add(ACTS.mailSent, sentAt, slots, campaign, title);
    if (random.chance(0.02)) return this.add(ACTS.mailBounced, at + 3 * SECOND, slots, campaign, title) + DAY;
    at = this.add(ACTS.mailDelivered, at + random.between(1, 40) * SECOND, slots, campaign, title);
    if (!random.chance(0.45)) return at + HOUR;
    at = this.add(ACTS.mailOpened, awake(at + random.wait(5 * HOUR), this.person.locale.zone), slots, campaign, title);
    if (random.chance(0.03)) return -this.add(ACTS.unsubscribed, at + 20 * SECOND, slots, campaign, title);
    if (random.chance(0.25)) {
      at = this.add(ACTS.mailClicked, at + random.between(4, 60) * SECOND, slots, campaign, title);
      if ((slots & email) !== 0) at = this.browse(at + SECOND, email | device, 1, campaign);
    } else if (random.chance(0.03)) at = this.add(ACTS.mailReplied, at + random.wait(HOUR), slots, campaign, title);
    return at + HOUR;
  }

  /** A webinar, a call or two, perhaps a chat and a demo. */
  private talkToSales(start: number): number {
    const { random, calendar, person } = this;
    const zone = person.locale.zone;
    let at = start;
    if (random.chance(0.6)) {
      const webinar = calendar.webinar(at + 2 * DAY);
      this.add(
        ACTS.invited,
        Math.max(at, webinar.at - random.between(3, 9) * DAY),
        email,
        webinar.campaign,
        webinar.title,
      );
      if (random.chance(0.7)) {
        this.add(
          ACTS.registered,
          Math.max(at, webinar.at - random.between(2, 60) * HOUR),
          email | device,
          webinar.campaign,
          webinar.title,
        );
        const came = random.chance(0.55) ? ACTS.attended : ACTS.missedWebinar;
        this.add(came, webinar.at + random.below(10 * MINUTE), email, webinar.campaign, webinar.title);
      }
      at = webinar.at + random.wait(DAY);
    }
    if (random.chance(0.2))
      at = this.add(ACTS.chatted, awake(at, zone), email | device, null, 'Chat on /pricing') + HOUR;
    at = atWork(at + random.wait(DAY), zone);
    for (let tries = random.between(0, 2); tries > 0; tries--)
      at = atWork(this.add(ACTS.callMissed, at, phone, null, 'Introduction') + random.wait(DAY), zone);
    at = this.add(ACTS.called, at, phone, null, 'Introduction');
    if (random.chance(0.1)) this.add(ACTS.letterSent, at + DAY, email, calendar.quarter('direct-mail', at));
    if (random.chance(0.45) || person.persona === 'customer') {
      this.add(ACTS.meetingBooked, at + random.between(60, 600) * SECOND, email, null, 'Demo');
      at = this.add(ACTS.demoHeld, atWork(at + random.wait(4 * DAY), zone), email, null, 'Demo');
    }
    return at + random.wait(DAY);
  }

  /** Signs up, tries it, buys, asks for help, stays. */
  private buy(start: number): number {
    const { random, person } = this;
    const zone = person.locale.zone;
    const laptop = random.chance(0.4) ? secondDevice : device;
    let at = this.add(ACTS.signedUp, awake(start, zone), user | email | laptop, null, 'Signed Up');
    this.add(ACTS.describe, at + SECOND, user | email | device);
    if (laptop === device && random.chance(0.3)) this.add(ACTS.alias, at + 2 * SECOND, user | device);
    if (person.company !== null) this.add(ACTS.group, at + 3 * SECOND, user);
    for (let uses = random.between(1, 4); uses > 0; uses--) {
      at = awake(at + random.wait(3 * DAY), zone);
      this.add(
        ACTS.used,
        at,
        random.chance(0.15) ? laptop : user | laptop,
        null,
        random.pick(['Opened dashboard', 'Added sensor', 'Exported report']),
      );
    }
    if (person.readsMailbox) {
      this.newsletters(at + DAY, mailbox, 1);
      this.add(ACTS.viewed, at + 2 * DAY, mailbox | device, null, '/pricing');
    }
    for (let orders = random.between(1, 2); orders > 0; orders--) {
      at = awake(at + random.wait(9 * DAY), zone);
      this.add(ACTS.purchased, at, user, null, `M-${person.index}-${orders}`);
      if (random.chance(0.3)) this.add(ACTS.textSent, at + 2 * DAY, phone, null, 'Your parcel arrives today');
    }
    if (random.chance(0.5)) at = this.ask(at + random.wait(20 * DAY));
    return this.newsletters(at, email, random.between(1, 3));
  }

  /** A ticket from question to answer, and how it was. */
  private ask(start: number): number {
    const { random, person } = this;
    const zone = person.locale.zone;
    const subject = `#${person.index + 1000} ${random.pick(['Gateway offline', 'Rechnung fehlt', 'Battery low', 'ログインできません'])}`;
    let at = this.add(ACTS.ticketCreated, awake(start, zone), email | helpdesk, null, subject);
    if (random.chance(0.2)) this.add(ACTS.callReceived, at + 20 * MINUTE, phone, null, subject);
    at = this.add(ACTS.ticketReplied, atWork(at + random.wait(3 * HOUR), zone), email | helpdesk, null, subject);
    at = this.add(ACTS.ticketClosed, atWork(at + random.wait(DAY), zone), helpdesk, null, subject);
    if (random.chance(0.5)) {
      at = this.add(ACTS.surveySent, at + HOUR, email, null, 'How did we do?');
      if (random.chance(0.4)) at = this.add(ACTS.surveyAnswered, at + random.wait(DAY), email, null, 'How did we do?');
    }
    return at + DAY;
  }

  /** Registers with a letter wrong: to the world that is somebody else. */
  private mistype(start: number): void {
    const webinar = this.calendar.webinar(start);
    this.add(
      ACTS.registered,
      Math.max(start, webinar.at - this.random.between(1, 40) * HOUR),
      mistyped,
      webinar.campaign,
      webinar.title,
    );
    this.add(ACTS.mailSent, webinar.at, mistyped, webinar.campaign, 'Your link');
    this.add(ACTS.mailBounced, webinar.at + MINUTE, mistyped, webinar.campaign, 'Your link');
  }

  /** In order of what happened: numbered, cut at the end and at the budget, every message tied to the ones before. */
  private chosen(until: number, budget: number): Step[] {
    const happened = this.steps.filter((step) => step.occurredAt <= until).sort((a, b) => a.occurredAt - b.occurredAt);
    const kept: Step[] = [];
    let touches = 0;
    let linked = 0;
    for (const step of happened) {
      if (step.act.type === 'touch' && ++touches > budget) break;
      if ((step.slots & (mailbox | mistyped)) === 0) {
        if (linked !== 0 && (step.slots & linked) === 0) step.slots |= linked & -linked;
        linked |= step.slots;
      }
      step.n = kept.length;
      kept.push(step);
    }
    return kept;
  }

  /** Adds delays and repeats, and orders by arrival. */
  private deliver(steps: readonly Step[], until: number): Step[] {
    const { random } = this;
    const sent: Step[] = [];
    for (const step of steps) {
      step.late = random.chance(LATE);
      const delay = step.late ? HOUR + random.wait(2 * DAY) : random.between(80, 4_000);
      const known = step.act.dayOnly ? Math.max(this.start, step.occurredAt + 17 * HOUR) : step.occurredAt;
      step.arrivesAt = Math.min(until, known + delay);
      sent.push(step);
      if (random.chance(REPEATED)) {
        const again = random.chance(0.8) ? random.between(1, 30) * SECOND : random.wait(DAY);
        sent.push({ ...step, arrivesAt: Math.min(until, step.arrivesAt + again), repeat: true });
      }
    }
    return sent.sort((a, b) => a.arrivesAt - b.arrivesAt || a.n - b.n || Number(a.repeat) - Number(b.repeat));
  }
}
