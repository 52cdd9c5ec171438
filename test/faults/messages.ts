import type { Seeded } from './seeded.js';

/** A message as Segment's libraries send it. */
export type Message = { readonly type: string; readonly messageId: string } & Readonly<Record<string, unknown>>;

const EVENTS = ['Email Opened', 'Order Completed', 'Webinar Attended', 'Signed Up', 'Call Held', 'Form Submitted'];
const SITES = ['pricing', 'docs', 'home', 'blog'];
/** Of these the last ones may be sent again. */
const REMEMBERED = 400;
const REPEATED = 0.05;

/** What happens to a company's contacts: mixed messages without end, with ids that are never used twice. */
export class Messages {
  private made = 0;
  private readonly sent: Message[] = [];

  constructor(
    private readonly seeded: Seeded,
    /** Before every id. */
    private readonly prefix: string,
    private readonly people: number,
  ) {}

  /** The next ones; one in twenty was sent before. */
  next(count: number): Message[] {
    return Array.from({ length: count }, () => {
      if (this.sent.length > 0 && this.seeded.chance(REPEATED)) return this.seeded.oneOf(this.sent);
      const message = this.fresh();
      this.sent.push(message);
      if (this.sent.length > REMEMBERED) this.sent.shift();
      return message;
    });
  }

  private fresh(): Message {
    const { seeded } = this;
    const person = seeded.between(1, this.people);
    const anonymous = `device-${person}-${seeded.between(1, 3)}`;
    const whose = seeded.chance(0.3)
      ? { anonymousId: anonymous }
      : { userId: `user-${person}`, anonymousId: anonymous };
    const base = {
      messageId: `${this.prefix}-${++this.made}`,
      timestamp: new Date(Date.now() - seeded.between(0, 60_000)).toISOString(),
      ...whose,
    };
    const kind = seeded.next();
    if (kind < 0.1) {
      const traits = {
        email: `user-${person}@company-${person % 97}.example.com`,
        plan: seeded.oneOf(['free', 'team']),
      };
      return { type: 'identify', ...base, userId: `user-${person}`, traits };
    }
    if (kind < 0.14) {
      const traits = { name: `Company ${person % 97}` };
      return { type: 'group', ...base, userId: `user-${person}`, groupId: `company-${person % 97}`, traits };
    }
    if (kind < 0.3) {
      const url = `https://www.example.com/${seeded.oneOf(SITES)}`;
      return { type: 'page', ...base, name: seeded.oneOf(SITES), properties: { url, title: 'A page' } };
    }
    const properties = { campaign: `campaign-${seeded.between(1, 9)}`, value: seeded.between(1, 900) };
    return { type: 'track', ...base, event: seeded.oneOf(EVENTS), properties };
  }
}
