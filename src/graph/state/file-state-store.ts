import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, RadiantError } from '../../base/index.ts';
import { addAll } from './memory-state-store.ts';
import type { StateCells, StateStore } from './state-store.ts';

/** The first member of a file, so that a later form can be told from this one. */
const FORMAT = 1;

/**
 * Keeps numbers in a folder, one JSON file a unit. A file is written beside the old one and takes its place at once, so that a crash leaves
 * either whole; while one is written, changes wait for the next. A file that cannot be read is put aside, with a warning.
 */
export async function openFileStateStore(folder: string, log: Log): Promise<StateStore> {
  await mkdir(folder, { recursive: true });
  const files = new Map<string, Promise<OpenFile>>();
  return {
    async open(key, size) {
      const path = join(folder, `${encodeURIComponent(key)}.json`);
      const opening = openFile(path, size, files.get(key), log);
      files.set(key, opening);
      return (await opening).cells;
    },
    async close() {
      await Promise.all([...files.values()].map(async (file) => (await file).writer.settle()));
    },
  };
}

interface OpenFile {
  readonly cells: StateCells;
  readonly writer: FileWriter;
}

/** While a new version of a graph takes the old one's place both have the same numbers. With other branches the old one writes no more. */
async function openFile(
  path: string,
  size: number,
  before: Promise<OpenFile> | undefined,
  log: Log,
): Promise<OpenFile> {
  const known = await before?.catch(() => undefined);
  if (known?.cells.values.length === size) return known;
  await known?.writer.end();
  const values = await readCells(path, size, log);
  const writer = new FileWriter(path, values);
  const cells: StateCells = {
    values,
    add(changes) {
      addAll(values, changes);
      return writer.write();
    },
  };
  return { cells, writer };
}

class FileWriter {
  readonly #path: string;
  readonly #values: Float64Array;
  #running: Promise<void> | undefined = undefined;
  #next: Promise<void> | undefined = undefined;
  #isEnded = false;

  constructor(path: string, values: Float64Array) {
    this.#path = path;
    this.#values = values;
  }

  /** Resolves when what the numbers are now is in the file. */
  write(): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    if (this.#running === undefined) return this.#start();
    // What is being written is older: one more time, for all who ask meanwhile.
    this.#next ??= this.#running.catch(() => {}).then(() => this.#start());
    return this.#next;
  }

  /** Another one writes the file from now on. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.settle();
  }

  async settle(): Promise<void> {
    while (this.#running !== undefined) await this.#running.catch(() => {});
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = this.#save().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #save(): Promise<void> {
    const text = JSON.stringify({ format: FORMAT, values: [...this.#values] });
    const draft = `${this.#path}.new`;
    await writeFile(draft, text);
    await rename(draft, this.#path);
  }
}

/** Numbers of another size (the graph has other branches now) begin anew. */
async function readCells(path: string, size: number, log: Log): Promise<Float64Array> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return new Float64Array(size);
    throw new RadiantError('FAILED_PRECONDITION', `the state of a router cannot be read from ${path}`, {
      reason: 'STATE_UNREADABLE',
      cause: thrown,
    });
  }
  const known = parseCells(text);
  if (known?.length === size) return known;
  const why = known === undefined ? 'it is no such file' : `it has ${known.length} numbers, not ${size}`;
  log.warning(`what a router had learned is put aside as ${path}.old: ${why}`);
  await rename(path, `${path}.old`);
  return new Float64Array(size);
}

function parseCells(text: string): Float64Array | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format, values } = (file ?? {}) as { readonly format?: unknown; readonly values?: unknown };
  if (format !== FORMAT || !Array.isArray(values)) return undefined;
  return values.every((value) => Number.isFinite(value)) ? Float64Array.from(values as readonly number[]) : undefined;
}
