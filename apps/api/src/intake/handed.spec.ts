import type { ConnectorDefinition } from '#kernel';
import { circumstancesOf, type Handed } from './handed.js';

const withoutCards = (bodies: ConnectorDefinition['bodies'], body: string): boolean | undefined =>
  circumstancesOf(
    { circumstances: { arrivedAt: 0 }, raw: Buffer.from(body), path: '/webhooks/x' } as unknown as Handed,
    { name: 'x', bodies } as unknown as ConnectorDefinition,
  ).withoutCards;

it('looks for card numbers where the bytes may hold one, and in every form', () => {
  expect(withoutCards(undefined, '{"at":1772357400000}')).toBe(true);
  expect(withoutCards(undefined, '{"note":"4111 1111 1111 1111"}')).toBe(false);
  expect(withoutCards('form', 'note=4111+1111+1111+1111')).toBe(false);
});
