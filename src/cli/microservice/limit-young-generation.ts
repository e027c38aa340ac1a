/**
 * Keeps V8's space for new objects at its first size, 1 MB, from now on. Requests of many rows leave large arrays behind and little that
 * lives on: in a space of 16 MB they wait for the collector until they fill 100 MB and no cache holds them. For a program whose own
 * code is all that runs: a user's class may keep more alive.
 */
export function limitYoungGeneration(): void {
  // V8 reads this flag each time that it thinks of a larger space, not only when it starts.
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}

/** Takes that back: a user's class runs in this process now. */
export function freeYoungGeneration(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=2');
}
