import { clock, count, dayOf, daysBetween, exact, longDay, percent, relative, span } from './format.js';
import { firstLanguage } from './languages.js';

const at = '2024-01-17T18:11:36.000Z';

describe('dates and numbers', () => {
  it('are written by locale, in the zone of the workspace', () => {
    expect(exact('en', 'Asia/Jakarta', at)).toBe('Jan 18, 2024, 01:11:36 GMT+7');
    expect(exact('fr', 'Europe/Paris', at)).toContain('17 janv. 2024');
    expect(exact('id', 'Asia/Jakarta', at)).toContain('WIB');
    expect(clock('en', 'UTC', '2024-01-17T00:05:00Z')).toBe('00:05');
    expect(longDay('en', '2024-03-03', '2024-09-09')).toBe('Sunday, March 3');
    expect(longDay('fr', '2023-03-03', '2024-09-09')).toBe('vendredi 3 mars 2023');
    expect(count('fr', 1_284_313).replace(/\s/g, ' ')).toBe('1 284 313');
    expect(count('id', 1_284_313)).toBe('1.284.313');
  });

  it('find the calendar day in a zone', () => {
    expect(dayOf('Asia/Jakarta', '2024-03-03T17:00:00Z')).toBe('2024-03-04');
    expect(dayOf('America/New_York', '2024-03-03T04:59:00Z')).toBe('2024-03-02');
    expect(dayOf('America/New_York', '2024-03-03')).toBe('2024-03-03');
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  });

  it('say how long ago in the largest unit that fits', () => {
    const now = Date.parse('2024-06-01T00:00:00Z');
    const ago = (seconds: number): string => relative('en', new Date(now - seconds * 1000).toISOString(), now);
    expect(ago(20)).toBe('now');
    expect(ago(50)).toBe('1 min. ago');
    expect(ago(3 * 3600)).toBe('3 hr. ago');
    expect(ago(86_400)).toBe('yesterday');
    expect(ago(47 * 86_400)).toBe('2 mo. ago');
    expect(ago(-3600)).toBe('in 1 hr.');
    // « il y a 5 m. » would be minutes and months alike
    expect(relative('fr', new Date(now - 300_000).toISOString(), now)).toBe('il y a 5 minutes');
    expect(relative('id', new Date(now - 300_000).toISOString(), now)).toBe('5 mnt lalu');
  });

  it('say spans in one or two units', () => {
    expect(span('en', 12)).toBe('12 sec');
    expect(span('en', 140)).toBe('2 min');
    expect(span('en', 3900)).toBe('1 hr 5 min');
    expect(span('en', 7200)).toBe('2 hr');
    expect(span('fr', 12).replace(/\s/g, ' ')).toBe('12 s');
  });

  it('never round up to done', () => {
    expect(percent('en', 0.999)).toBe('99%');
    expect(percent('en', 1)).toBe('100%');
    expect(percent('fr', 0.43).replace(/\s/g, ' ')).toBe('43 %');
  });
});

describe('the first language', () => {
  it('is the one chosen before, else one the browser asks for, else English', () => {
    expect(firstLanguage('id', ['fr-CA'])).toBe('id');
    expect(firstLanguage(null, ['de-DE', 'fr-CA'])).toBe('fr');
    expect(firstLanguage('nonsense', ['de'])).toBe('en');
  });
});
