import { placeName, placeOf, samePlace } from './place.js';

const environment = { EVENTSTORE_URL: 'esdb://admin:changeit@es.example.com:2113?tls=true' };
const place = (text: string): ReturnType<typeof placeOf> => placeOf('--to', text, environment);

describe('where a log is moved', () => {
  it('is this installation, an address, or a file', () => {
    expect(place('postgres')).toEqual({ kind: 'own' });
    expect(place('postgresql://a@b/c')).toEqual({ kind: 'postgres', url: 'postgresql://a@b/c' });
    expect(place('eventstoredb')).toEqual({ kind: 'eventstoredb', url: environment.EVENTSTORE_URL });
    expect(place('esdb+discover://x:2113')).toEqual({ kind: 'eventstoredb', url: 'esdb+discover://x:2113' });
    expect(place('./events.ndjson')).toEqual({ kind: 'file', path: './events.ndjson' });
    expect(samePlace(place('eventstoredb'), place(environment.EVENTSTORE_URL))).toBe(true);
  });

  it('is said without passwords', () => {
    expect(placeName(place('eventstoredb'))).toBe('esdb://es.example.com:2113');
    expect(placeName(place('postgres://ann:secret@db:5432/log'))).toBe('postgres://db:5432/log');
  });

  it('is refused where it is none', () => {
    expect(() => place('http://127.0.0.1')).toThrow('--to http://127.0.0.1: give postgres, eventstoredb,');
    expect(() => place('postgres://[')).toThrow('--to is no address');
    expect(() => placeOf('--from', 'eventstoredb', {})).toThrow('--from eventstoredb: set EVENTSTORE_URL');
  });
});
