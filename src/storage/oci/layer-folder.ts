import { link, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { checkLink } from '../archive/place-entry.ts';
import { archiveError } from '../archive/unpack-limits.ts';
import { createNode, findNode, type LayerNode, pruneOlder } from './layer-tree.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** Whether an entry takes something away instead of bringing it. */
export function isWhiteout(path: string): boolean {
  return posix.basename(path).startsWith(WHITEOUT);
}

/** What a whiteout takes away: a path, or all that is in a folder. */
export function whiteoutSubject(path: string): { readonly path: string; readonly isContent: boolean } {
  const slash = path.lastIndexOf('/');
  const [parent, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
  if (name === OPAQUE) return { path: parent, isContent: true };
  return { path: posix.join(parent, name.slice(WHITEOUT.length)), isContent: false };
}

/** A folder that layers are put into, and what each of them brought. Links are only remembered until `makeLinks`: nothing can be written through one. */
export class LayerFolder {
  readonly #folder: string;
  /** Names the model in messages. */
  readonly #shown: string;
  readonly #root = createNode('folder', 0);

  constructor(folder: string, shown: string) {
    this.#folder = folder;
    this.#shown = shown;
  }

  find(path: string): LayerNode | undefined {
    return findNode(this.#root, path);
  }

  /** Makes room for a node and remembers it. Gives where a file of it belongs. Throws for a path behind a link or below a file. */
  async put(path: string, node: LayerNode): Promise<string> {
    const parent = this.#openParent(path, node.layer);
    const at = join(this.#folder, path);
    await mkdir(dirname(at), { recursive: true });
    const name = posix.basename(path);
    const before = parent.children.get(name);
    const isSameFolder = before?.kind === 'folder' && node.kind === 'folder';
    if (before !== undefined && !isSameFolder) await this.#remove(path);
    parent.children.set(name, isSameFolder ? { ...node, children: before.children } : node);
    if (node.kind === 'folder') await mkdir(at, { recursive: true });
    return at;
  }

  /** Gives a file that is there a further name. */
  async putHardLink(path: string, from: string, layer: number): Promise<void> {
    if (this.find(from)?.kind !== 'file' || from.startsWith(`${path}/`)) {
      throw archiveError(
        `${this.#shown} has a hard link to what is no file of the model: ${path.slice(0, 200)} to ${from.slice(0, 200)}`,
      );
    }
    if (path !== from) await link(join(this.#folder, from), await this.put(path, createNode('file', layer)));
  }

  /** Takes away what earlier layers brought. */
  async whiteOut(whiteout: string, layer: number): Promise<void> {
    const { path, isContent } = whiteoutSubject(whiteout);
    const node = this.find(path);
    if (node === undefined || (path === '' && !isContent)) return;
    if (isContent || node.layer >= layer) {
      for (const gone of pruneOlder(node, path, layer)) await this.#remove(gone);
      return;
    }
    this.find(posix.dirname(path).replace(/^\.$/, ''))?.children.delete(posix.basename(path));
    await this.#remove(path);
  }

  /** Makes the links below a path, or throws for one that leads out of it. */
  async makeLinks(path: string): Promise<void> {
    const top = this.find(path);
    const links = new Map(top === undefined ? [] : collectLinks(top, path));
    for (const [at, target] of links) checkLink(at, target, links, this.#shown);
    for (const [at, target] of links) await symlink(target, join(this.#folder, path, at));
  }

  #openParent(path: string, layer: number): LayerNode {
    let node = this.#root;
    const names = path.split('/').slice(0, -1);
    for (const [index, name] of names.entries()) {
      const child = node.children.get(name);
      if (child !== undefined && child.kind !== 'folder') {
        const at = names.slice(0, index + 1).join('/');
        throw archiveError(`${this.#shown} has ${path.slice(0, 200)} in it, although ${at} is a ${child.kind}`);
      }
      const isNew = child === undefined || child.layer < layer;
      const next = isNew ? { ...createNode('folder', layer), ...(child && { children: child.children }) } : child;
      node.children.set(name, next);
      node = next;
    }
    return node;
  }

  async #remove(path: string): Promise<void> {
    await rm(join(this.#folder, path), { recursive: true, force: true });
  }
}

/** Links below a folder, by their paths in it. An absolute one starts at the root of the image. */
function* collectLinks(top: LayerNode, path: string): Generator<[string, string]> {
  const pending: [LayerNode, string][] = [[top, '']];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, at] = next;
    for (const [name, child] of node.children) {
      const childAt = at === '' ? name : `${at}/${name}`;
      const isAbsolute = child.target.startsWith('/');
      const target = isAbsolute ? posix.relative(posix.join('/', path, at), child.target) : child.target;
      if (child.kind === 'link') yield [childAt, target];
      pending.push([child, childAt]);
    }
  }
}
