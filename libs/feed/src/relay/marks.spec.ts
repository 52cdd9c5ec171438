import { Marks } from './marks.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('lets as many watermarks go as events went, and a round in any case once it is due', () => {
  const marks = new Marks(100);
  expect(marks.mayCost(15)).toBe(true);
  marks.spend(15);
  marks.earn(20);
  expect([marks.mayCost(20), marks.mayCost(21)]).toEqual([true, false]);
  marks.spend(15);
  expect([marks.mayCost(5), marks.mayCost(15)]).toEqual([true, false]);
  jest.advanceTimersByTime(99);
  expect(marks.mayCost(15)).toBe(false);
  jest.advanceTimersByTime(1);
  expect([marks.mayCost(15), marks.silentMs()]).toEqual([true, 100]);
});

it('takes no debt over a round that was due, and keeps no more for later than a few rounds', () => {
  const marks = new Marks(100);
  marks.spend(64);
  marks.earn(3);
  expect(marks.mayCost(3)).toBe(true);
  marks.earn(100_000);
  expect([marks.mayCost(500), marks.mayCost(501)]).toEqual([true, false]);
});
