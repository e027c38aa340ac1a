/** What layers have put at a path. */
export interface LayerNode {
  readonly kind: 'file' | 'folder' | 'link';
  /** Where a link leads. */
  readonly target: string;
  /** Number of the layer that brought it. */
  readonly layer: number;
  readonly children: Map<string, LayerNode>;
}

export function createNode(kind: LayerNode['kind'], layer: number, target = ''): LayerNode {
  return { kind, layer, target, children: new Map() };
}

/** The node at a path; undefined when there is none. */
export function findNode(root: LayerNode, path: string): LayerNode | undefined {
  let node: LayerNode | undefined = root;
  for (const name of path.split('/').filter(Boolean)) node = node?.children.get(name);
  return node;
}

/** Takes away what layers before `layer` put below a node. Gives the paths that are gone, each for all below it. */
export function pruneOlder(node: LayerNode, path: string, layer: number): string[] {
  const gone: string[] = [];
  const pending: [LayerNode, string][] = [[node, path]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [folder, at] = next;
    for (const [name, child] of folder.children) {
      const childPath = at === '' ? name : `${at}/${name}`;
      // A newer folder may hold what is older, an older one nothing that is newer: whatever is put in makes its folders newer.
      if (child.layer < layer) {
        folder.children.delete(name);
        gone.push(childPath);
      } else pending.push([child, childPath]);
    }
  }
  return gone;
}
