import type { Difference } from './differences.ts';

/** Where Radiant answers better than what was recorded. docs/reference/compatibility.md has the same rows. */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'unknown paths and methods',
    cases: { tag: 'quirk:404-405-as-500' },
    instead: { status: [404, 405] },
    reason: 'an unknown path is 404 and a wrong method 405, not 500 with that number in its text',
  },
];
