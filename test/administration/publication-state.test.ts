import { expect, test } from 'vitest';
import { publicationState } from '../../src/administration/publication-state.ts';

const NOW = Date.UTC(2026, 10, 22);

test.each([
  [null, 'pending'],
  [NOW + 1, 'spreading'],
  [NOW, 'everywhere'],
  [NOW - 1, 'everywhere'],
  [undefined, 'everywhere'],
])('everywhere at %s: %s', (everywhereAt, state) => {
  expect(publicationState({ everywhereAt }, NOW)).toBe(state);
});
