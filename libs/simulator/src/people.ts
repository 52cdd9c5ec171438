import { COMPANY_FIRST, COMPANY_FORMS, COMPANY_SECOND, LOCALES, TITLES, type Locale } from './names.js';
import { Random } from './random.js';

/** How far somebody goes: reads a page and leaves, subscribes, talks to sales, buys. */
export type Persona = 'visitor' | 'subscriber' | 'lead' | 'customer';

/** Clocks that disagree: how far ahead of the truth a device's clock is, in milliseconds. */
const WRONG_CLOCKS = [-7_200_000, -610_000, 2_220_000, 32_400_000, 86_400_000, -31_536_000_000];

/** Somebody of the simulated world, the same for a seed whatever else is simulated. */
export interface Person {
  readonly index: number;
  readonly persona: Persona;
  readonly locale: Locale;
  readonly name: string;
  readonly city: string;
  readonly title: string;
  readonly company: Company | null;
  readonly user: string;
  readonly email: string;
  /** The address as a form once got it, one letter wrong. */
  readonly mistypedEmail: string;
  readonly phone: string;
  readonly helpdeskId: string;
  readonly device: string;
  readonly secondDevice: string;
  readonly userAgent: string;
  readonly ip: string;
  /** Milliseconds that this person's device is ahead of the truth; nearly always 0. */
  readonly clockAhead: number;
  readonly mistypes: boolean;
  /** Uses the device of the person before, or lends the own one to the person after. */
  readonly sharesDevice: 'borrows' | 'lends' | null;
  /** Reads the company's common mailbox. */
  readonly readsMailbox: boolean;
}

export interface Company {
  readonly index: number;
  readonly name: string;
  readonly domain: string;
  readonly mailbox: string;
  readonly employees: number;
}

const PERSON = 1;
const PERSONA = 2;
const COMPANY = 3;
const DEVICE = 4;
const SECOND_DEVICE = 5;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
];

/** Everybody of a seed, made when asked for. Holds nothing but a generator: memory does not grow with people. */
export class People {
  private readonly random = new Random(0);

  constructor(private readonly seed: number) {}

  /** How far a person goes. */
  persona(index: number): Persona {
    const roll = this.random.restart(this.seed, index, PERSONA).below(100);
    return roll < 20 ? 'visitor' : roll < 65 ? 'subscriber' : roll < 87 ? 'lead' : 'customer';
  }

  /** Of two neighbours who both buy, now and then the second uses the first one's device. */
  private borrows(index: number): boolean {
    if (index % 2 === 0 || this.persona(index) !== 'customer' || this.persona(index - 1) !== 'customer') return false;
    return this.random.restart(this.seed, index, PERSONA).word() % 5 < 2;
  }

  /** A person by number. */
  person(index: number): Person {
    const persona = this.persona(index);
    const shares = this.borrows(index) ? 'borrows' : this.borrows(index + 1) ? 'lends' : null;
    const random = this.random.restart(this.seed, index, PERSON);
    const locale = random.pick(LOCALES);
    const [given, givenLatin] = random.pick(locale.given);
    const [family, familyLatin] = random.pick(locale.family);
    const works = persona !== 'visitor' && random.chance(0.7);
    const companyIndex = Math.max(0, Math.floor(index / 6) - random.low(200));
    const tag = index.toString(36);
    const digits = String(index)
      .padStart(locale.phone[1] - 1, '0')
      .slice(-(locale.phone[1] - 1));
    const city = random.pick(locale.cities);
    const title = random.pick(TITLES);
    const userAgent = random.pick(AGENTS);
    const ip = `198.51.${random.below(256)}.${random.below(256)}`;
    const clockAhead = random.chance(0.004) ? random.pick(WRONG_CLOCKS) : 0;
    const mistypes = persona !== 'visitor' && random.chance(0.02);
    const readsMailbox = persona === 'customer' && works && random.chance(0.3);
    const lender = shares === 'borrows' ? index - 1 : index;
    const company = works ? this.company(companyIndex) : null;
    const local = `${givenLatin}.${familyLatin}.${tag}`;
    const domain = company?.domain ?? 'mail.example';
    return {
      index,
      persona,
      locale,
      name: locale.familyFirst ? `${family}${given}` : `${given} ${family}`,
      city,
      title,
      company,
      user: `u-${tag}`,
      email: `${local}@${domain}`,
      mistypedEmail: `${local}@${domain.slice(0, -8)}.exmaple`,
      phone: `+${locale.phone[0]}${(index % 8) + 2}${digits}`,
      helpdeskId: `h${index + 1000}`,
      device: this.uuid(lender, DEVICE),
      secondDevice: this.uuid(index, SECOND_DEVICE),
      userAgent,
      ip,
      clockAhead,
      mistypes,
      sharesDevice: shares,
      readsMailbox,
    };
  }

  /** An anonymous id, in the form in which browsers make them. */
  private uuid(index: number, which: number): string {
    return this.random.restart(this.seed, index, which).uuid();
  }

  /** A company by number. */
  company(index: number): Company {
    const random = this.random.restart(this.seed, index, COMPANY);
    const first = random.pick(COMPANY_FIRST);
    const second = random.pick(COMPANY_SECOND);
    const domain = `${first}-${second}-${index.toString(36)}.example`.toLowerCase();
    return {
      index,
      name: `${first} ${second} ${random.pick(COMPANY_FORMS)}`,
      domain,
      mailbox: `info@${domain}`,
      employees: 5 + random.low(60) * random.low(200),
    };
  }
}
