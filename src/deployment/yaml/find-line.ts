import { type Document, isMap, isNode, isPair, isSeq, type LineCounter, type Node, type Scalar } from 'yaml';
import type { Path } from '../findings.ts';

/** Line (from 1) of the key or element at the path; of what is nearest above it where the path is not written. */
export function findLine(document: Document, at: Path, lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? document.range?.[0] ?? 0;
  for (const step of at) {
    const next = child(node, step);
    if (!next) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return lines.linePos(offset).line;
}

function child(node: unknown, step: string | number): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? undefined : { node: item, offset: startOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && String((item.key as Scalar | null)?.value) === String(step));
  return pair && { node: pair.value, offset: startOf(pair.key) };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
