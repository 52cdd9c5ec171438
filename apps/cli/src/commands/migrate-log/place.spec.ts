import { placeName, placeOf, samePlace } from './place.js';

const eventStoreUrl = 'esdb://admin:changeit@es.example.com:2113?tls=true';
const place = (text: string): ReturnType<typeof placeOf> => placeOf('--to', text, eventStoreUrl);

describe('where a log is moved', () => {
  it('is this installation, an address, or a file', () => {
    expect(place('postgres')).toEqual({ kind: 'own' });
    expect(place('postgresql://a@b/c')).toEqual({ kind: 'postgres', url: 'postgresql://a@b/c' });
    expect(place('eventstoredb')).toEqual({ kind: 'eventstoredb', url: eventStoreUrl });
    expect(place('esdb+discover://x:2113')).toEqual({ kind: 'eventstoredb', url: 'esdb+discover://x:2113' });
    expect(place('./events.ndjson')).toEqual({ kind: 'file', path: './events.ndjson' });
    expect(samePlace(place('eventstoredb'), place(eventStoreUrl))).toBe(true);
  });

  it('is said without passwords', () => {
    expect(placeName(place('eventstoredb'))).toBe('esdb://es.example.com:2113');
    expect(placeName(place('esdb+discover://ann:secret@one:2113,two:2113/?tls=true'))).toBe(
      'esdb+discover://one:2113,two:2113',
    );
    expect(placeName(place('postgres://ann:secret@db:5432/log'))).toBe('postgres://db:5432/log');
  });

  it('is refused where it is none', () => {
    expect(() => place('http://127.0.0.1')).toThrow('--to http://127.0.0.1: give postgres, eventstoredb,');
    expect(() => place('postgres://[')).toThrow('--to is no address');
    expect(() => placeOf('--from', 'eventstoredb', undefined)).toThrow('--from eventstoredb: set EVENTSTORE_URL');
  });
});
