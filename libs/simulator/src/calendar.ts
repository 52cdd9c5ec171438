export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Something the company does at a time of its own: a mailing, a webinar, a fair. */
export interface Occasion {
  readonly at: number;
  readonly campaign: string;
  readonly title: string;
}

const WEBINARS = [
  'Warehouse sensors in a week',
  'Cold chain without blind spots',
  'From spreadsheet to live stock',
  'What a pallet costs standing still',
  'Ask the engineers',
  'Planning a plant you can measure',
];
const NEWSLETTERS = [
  'Three numbers worth watching',
  'New: alerts by text message',
  'How Alder Foods halved its losses',
  'Your questions, answered',
  'Ende gut: the season in review 🎉',
  'What we shipped this month',
  'Спасибо! One year together',
];
const FAIRS = ['LogiMat', 'Intralog', 'Coldworld', 'Packaging days'];

/** The UTC date of an instant, `YYYY-MM-DD`. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The next of a series: every `every` milliseconds, at `offset` into it. */
function following(after: number, every: number, offset: number): { at: number; number: number } {
  const number = Math.floor((after - offset) / every) + 1;
  return { at: number * every + offset, number };
}

/** What the company has planned; computed, so that nothing is kept and any instant can be asked for. */
export class Calendar {
  private readonly known = new Map<string, Occasion>();

  private occasion(series: string, at: number, make: () => Omit<Occasion, 'at'>): Occasion {
    const key = `${series} ${at}`;
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = { at, ...make() }));
    return found;
  }

  /** The next newsletter: every second Tuesday at 09:00 UTC. */
  newsletter(after: number): Occasion {
    const { at, number } = following(after, 14 * DAY, 5 * DAY + 9 * HOUR);
    return this.occasion('newsletter', at, () => ({
      campaign: `newsletter-${dateOf(at)}`,
      title: NEWSLETTERS[number % NEWSLETTERS.length]!,
    }));
  }

  /** The next webinar: every third Thursday at 15:00 UTC. */
  webinar(after: number): Occasion {
    const { at, number } = following(after, 21 * DAY, 15 * HOUR);
    return this.occasion('webinar', at, () => ({
      campaign: `webinar-${dateOf(at)}`,
      title: WEBINARS[number % WEBINARS.length]!,
    }));
  }

  /** The next fair: every 26 weeks, a day without a time. */
  fair(after: number): Occasion {
    const { at, number } = following(after, 182 * DAY, 40 * DAY);
    const name = FAIRS[number % FAIRS.length]!;
    return this.occasion('fair', at, () => ({
      campaign: `fair-${name.toLowerCase().replaceAll(' ', '-')}-${dateOf(at).slice(0, 7)}`,
      title: name,
    }));
  }

  /** The paid campaign of the quarter. */
  quarter(kind: 'search' | 'social' | 'direct-mail' | 'partner', at: number): string {
    const date = new Date(at);
    return `${kind}-${date.getUTCFullYear()}-q${Math.floor(date.getUTCMonth() / 3) + 1}`;
  }
}

/** Moves an instant into office hours (weekdays 08:00 to 18:00 at `zone` hours from Greenwich), never back. */
export function atWork(at: number, zone: number): number {
  const shift = zone * HOUR;
  const local = at + shift;
  let day = Math.floor(local / DAY);
  let time = local - day * DAY;
  if (time >= 18 * HOUR) {
    day += 1;
    time = 8 * HOUR + (time % (10 * HOUR));
  } else if (time < 8 * HOUR) time = 8 * HOUR + (time % (10 * HOUR));
  const weekday = (day + 4) % 7;
  if (weekday === 6) day += 2;
  else if (weekday === 0) day += 1;
  return day * DAY + time - shift;
}

/** Moves an instant out of the small hours (01:00 to 06:00 at `zone`), never back. */
export function awake(at: number, zone: number): number {
  const local = at + zone * HOUR;
  const time = local - Math.floor(local / DAY) * DAY;
  return time >= HOUR && time < 6 * HOUR ? at + 6 * HOUR : at;
}
