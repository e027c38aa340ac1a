/** Whether a value somewhere in the input satisfies the test, which gets its key (the index in lists). */
export function someValue(input: unknown, test: (key: string, value: unknown) => boolean): boolean {
  if (typeof input !== 'object' || input === null) return false;
  return Object.entries(input).some(([key, value]) => test(key, value) || someValue(value, test));
}

/** Whether a graph of the input has two nodes of one name. */
export function hasTwinNodes(input: unknown): boolean {
  return someValue(input, (key, value) => {
    const names = key === 'graph' ? listNodes(value) : [];
    return new Set(names).size < names.length;
  });
}

/** Levels below the root of the deepest graph of the input. */
export function isDeeperThan(input: unknown, levels: number): boolean {
  return someValue(input, (key, value) => key === 'graph' && countLevels(value) > levels);
}

/** Whether the input asks for the V2 protocol. */
export function isV2(input: unknown): boolean {
  return someValue(input, (key, value) => key === 'protocol' && (value === 'v2' || value === 'kfserving'));
}

interface Node {
  readonly name?: unknown;
  readonly children?: unknown;
}

function listNodes(node: unknown): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  const { name, children } = node as Node;
  return [name, ...(Array.isArray(children) ? children.flatMap(listNodes) : [])];
}

function countLevels(node: unknown): number {
  const children = typeof node === 'object' && node !== null ? (node as Node).children : undefined;
  return Array.isArray(children) && children.length > 0 ? 1 + Math.max(...children.map(countLevels)) : 0;
}
