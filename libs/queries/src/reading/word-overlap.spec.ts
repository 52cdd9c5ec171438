import { overlap, wordsOf } from './word-overlap.js';

it('counts the words two texts have in common, whatever their case and signs', () => {
  expect([...wordsOf('No light, in the Größe-7 lamp!')]).toEqual(['light', 'the', 'größe', 'lamp']);
  expect(overlap(wordsOf('lamp broken'), wordsOf('Broken lamp'))).toBe(1);
  expect(overlap(wordsOf('lamp broken again'), wordsOf('lamp'))).toBeCloseTo(1 / 3);
  expect(overlap(wordsOf(''), wordsOf('lamp'))).toBe(0);
});
