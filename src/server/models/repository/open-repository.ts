import { setImmediate as nextTurn } from 'node:timers/promises';
import { createListeners, type Log, RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import type { Service } from '../../service/index.ts';
import type { ModelDirectory, ModelEntry, ServedModel, VersionWish } from '../model-directory.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { countFlight, createSlot, type ModelSlot, weightOf } from './model-slot.ts';
import type { BrokenSpec, ModelSpec, ScannedRepository } from './model-spec.ts';

export interface RepositoryOptions {
  /** Reads what is there now. */
  scan(): Promise<ScannedRepository>;
  /** Opens a model; rejects with what is wrong with it. */
  open(spec: ModelSpec): Promise<Component>;
  /** Puts a component behind the rules of doors. */
  serve(component: Component, spec: ModelSpec): Service;
  /** False: a model is opened when it is asked for first. */
  readonly loadsAtStart: boolean;
  /** What awake models may need together; idle ones are put to sleep beyond it. Undefined: no limit. */
  readonly maxMemoryBytes: number | undefined;
  readonly log: Log;
}

/** A directory of models that can change while it serves. */
export interface ModelRepository extends ModelDirectory {
  /** Takes over what was added, changed or taken away since the last look. Never rejects for one model's sake. */
  refresh(): Promise<void>;
  close(signal?: AbortSignal): Promise<void>;
}

/** As many models are opened at the same time: reading a file is work for this process. */
const MAX_OPENING = 4;

/** Opens the models of a repository. One that cannot be opened is listed with the reason, and the others are served. */
export async function openRepository(options: RepositoryOptions): Promise<ModelRepository> {
  const repository = new Repository(options);
  await repository.refresh();
  return repository;
}

/** Owns the models: which are awake, and when they were used. */
class Repository implements ModelRepository {
  readonly #options: RepositoryOptions;
  readonly #limiter: Limiter = createLimiter(MAX_OPENING);
  /** By name, then by version. */
  readonly #slots = new Map<string, Map<string, ModelSlot>>();
  #broken: readonly BrokenSpec[] = [];
  readonly #watching = createListeners();
  #uses = 0;
  #awakeBytes = 0;
  #isClosing = false;
  #refreshing: Promise<void> = Promise.resolve();
  /** Models that were let go, until what they still answer has ended. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #grace = new AbortController();

  constructor(options: RepositoryOptions) {
    this.#options = options;
  }

  find(name: string | undefined, wish: VersionWish = {}): ServedModel | Promise<ServedModel> {
    const slot = this.#slotOf(name, wish);
    slot.lastUse = ++this.#uses;
    if (slot.served !== undefined) return slot.served;
    if (slot.failure !== '') throw notReady(slot.spec, slot.failure);
    return this.#wake(slot);
  }

  isReady(name: string, wish?: VersionWish): boolean {
    const slot = this.#slotOf(name, wish ?? {});
    return !this.#isClosing && slot.failure === '' && (slot.served?.service.isReady() ?? this.#mayWake(slot));
  }

  isAllReady(): boolean {
    if (this.#isClosing) return false;
    for (const slot of this.#all()) {
      if (slot.isUnloaded || slot.failure !== '') continue;
      if (!(slot.served?.service.isReady() ?? this.#mayWake(slot))) return false;
    }
    return true;
  }

  watchReady(listener: () => void): () => void {
    return this.#watching.add(listener);
  }

  list(): readonly ModelEntry[] {
    const entries = [...this.#all()].map((slot) => entryOf(slot, this.#mayWake(slot)));
    for (const { name, version, reason } of this.#broken) entries.push({ name, version, state: 'UNAVAILABLE', reason });
    return entries.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
  }

  async load(name: string): Promise<void> {
    const { specs, broken } = await this.#options.scan();
    const wanted = specs.filter((spec) => spec.name === name);
    if (wanted.length === 0) {
      const reason = broken.find((spec) => spec.name === name)?.reason;
      throw reason === undefined
        ? notFound(name)
        : new RadiantError('FAILED_PRECONDITION', reason, { reason: 'MODEL_NOT_LOADED' });
    }
    for (const spec of wanted) {
      const slot = this.#slot(spec);
      slot.isUnloaded = false;
      await this.#replace(slot, spec);
    }
  }

  async unload(name: string): Promise<void> {
    const slots = [...(this.#slots.get(name)?.values() ?? [])].filter((slot) => !slot.isUnloaded);
    if (slots.length === 0) throw notFound(name);
    for (const slot of slots) {
      slot.isUnloaded = true;
      this.#watching.tell();
      void this.#sleep(slot);
    }
  }

  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#refresh());
    return this.#refreshing;
  }

  async close(signal?: AbortSignal): Promise<void> {
    this.#isClosing = true;
    this.#watching.tell();
    await this.#refreshing;
    await Promise.allSettled([...this.#all()].flatMap((slot) => slot.opening ?? []));
    const stop = (): void => this.#grace.abort();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    for (const { served } of this.#all()) if (served !== undefined) void this.#letGo(served);
    await Promise.all(this.#leaving);
    signal?.removeEventListener('abort', stop);
  }

  async #refresh(): Promise<void> {
    const { log, loadsAtStart, maxMemoryBytes = Number.POSITIVE_INFINITY } = this.#options;
    let scanned: ScannedRepository;
    try {
      scanned = await this.#options.scan();
    } catch (thrown) {
      // What is served goes on; at the start nothing is, and that is told by the list.
      if (this.#slots.size === 0) throw thrown;
      log.error(`the repository cannot be read: ${String((thrown as Error).message)}`);
      return;
    }
    for (const spec of scanned.broken) {
      if (!this.#broken.some(({ reason }) => reason === spec.reason)) log.error(`${spec.name}: ${spec.reason}`);
    }
    this.#broken = scanned.broken;
    this.#dropMissing(scanned.specs);
    let plannedBytes = this.#awakeBytes;
    await Promise.all(
      scanned.specs.map(async (spec) => {
        const known = this.#slots.get(spec.name)?.get(spec.version);
        const slot = known ?? this.#slot(spec);
        // What it is being opened from may have changed meanwhile.
        if (slot.opening !== undefined) await slot.opening.catch(() => undefined);
        if (slot.isUnloaded || this.#isClosing) return;
        const isChanged = known !== undefined && known.spec.signature !== spec.signature;
        if (isChanged && slot.served === undefined) slot.failure = '';
        // What has not changed may lie in another folder now, and is opened from there when it wakes.
        if (slot.served === undefined || !isChanged) slot.spec = spec;
        const isFirst = known === undefined && loadsAtStart && plannedBytes + weightOf(spec) <= maxMemoryBytes;
        if (isFirst) plannedBytes += weightOf(spec);
        const isReplaced = isChanged && slot.served !== undefined && slot.refused !== spec.signature;
        if (!isFirst && !isReplaced) return;
        await this.#replace(slot, spec).catch((thrown: unknown) => {
          slot.refused = spec.signature;
          log.error(`${label(spec)} cannot be served: ${String((thrown as Error).message)}`);
        });
      }),
    );
  }

  /** What is gone from the repository is closed once its requests have ended. */
  #dropMissing(specs: readonly ModelSpec[]): void {
    for (const slot of [...this.#all()]) {
      const { name, version } = slot.spec;
      if (specs.some((spec) => spec.name === name && spec.version === version)) continue;
      const versions = this.#slots.get(name);
      versions?.delete(version);
      if (versions?.size === 0) this.#slots.delete(name);
      void this.#sleep(slot);
    }
  }

  /** Opens a model anew and only then lets go of the old one, so that no request fails. */
  async #replace(slot: ModelSlot, spec: ModelSpec): Promise<void> {
    const old = slot.served;
    const oldWeight = old === undefined ? 0 : weightOf(slot.spec);
    const opened = await this.#open(slot, spec);
    slot.spec = spec;
    slot.served = opened;
    this.#watching.tell();
    if (old === undefined) return;
    this.#awakeBytes -= oldWeight;
    void this.#letGo(old);
  }

  #wake(slot: ModelSlot): Promise<ServedModel> {
    if (slot.opening !== undefined) return slot.opening;
    // Who waits for it gets a turn to call it before it may sleep again.
    slot.flight.count++;
    slot.opening = this.#open(slot, slot.spec)
      .then((served) => {
        slot.served = served;
        return served;
      })
      .finally(() => {
        slot.opening = undefined;
        this.#watching.tell();
        setImmediate(() => {
          slot.flight.count--;
        });
      });
    this.#watching.tell();
    return slot.opening;
  }

  async #open(slot: ModelSlot, spec: ModelSpec): Promise<ServedModel> {
    return await this.#limiter.run(async () => {
      await this.#makeRoom(weightOf(spec), slot);
      try {
        const component = await this.#options.open(spec);
        slot.failure = '';
        this.#awakeBytes += weightOf(spec);
        const service = this.#options.serve(countFlight(component, slot.flight), spec);
        service.watchReady(() => this.#watching.tell());
        return { name: spec.name, version: spec.version, service };
      } catch (thrown) {
        if (slot.served === undefined) slot.failure = thrown instanceof Error ? thrown.message : String(thrown);
        this.#watching.tell();
        throw thrown instanceof RadiantError
          ? thrown
          : new RadiantError('INTERNAL', `${label(spec)} cannot be opened: ${String(thrown)}`, {
              reason: 'MODEL_NOT_LOADED',
              cause: thrown,
            });
      }
    });
  }

  /** Puts idle models to sleep, the one used longest ago first, until there is room. Busy ones stay: requests come first. */
  async #makeRoom(bytes: number, except: ModelSlot): Promise<void> {
    const { maxMemoryBytes } = this.#options;
    if (maxMemoryBytes === undefined || this.#awakeBytes + bytes <= maxMemoryBytes) return;
    // Those who waited for a model that has just been opened call it first.
    await nextTurn();
    while (this.#awakeBytes + bytes > maxMemoryBytes) {
      let oldest: ModelSlot | undefined;
      for (const slot of this.#all()) {
        if (slot === except || slot.served === undefined || slot.flight.count > 0) continue;
        if (oldest === undefined || slot.lastUse < oldest.lastUse) oldest = slot;
      }
      if (oldest === undefined) return;
      await this.#sleep(oldest);
    }
  }

  async #sleep(slot: ModelSlot): Promise<void> {
    const { served } = slot;
    if (served === undefined) return;
    slot.served = undefined;
    this.#awakeBytes -= weightOf(slot.spec);
    await this.#letGo(served);
  }

  /** Closes a model once its calls and streams have ended. Others need not wait for that: a stream may last for minutes. */
  #letGo({ name, service }: ServedModel): Promise<void> {
    const leaving = service.component
      .close(this.#grace.signal)
      .catch((thrown: unknown) => this.#options.log.error(`${name} cannot be closed: ${String(thrown)}`))
      .finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    return leaving;
  }

  #slotOf(name: string | undefined, { version, label: wantedLabel }: VersionWish): ModelSlot {
    const versions = name === undefined ? this.#onlyModel() : this.#slots.get(name);
    const loaded = [...(versions?.values() ?? [])].filter((slot) => !slot.isUnloaded);
    const known = name ?? loaded[0]?.spec.name ?? '';
    if (loaded.length === 0) {
      const broken = this.#broken.find((spec) => spec.name === known);
      if (broken !== undefined)
        throw new RadiantError('UNAVAILABLE', `Model ${known} cannot be served: ${broken.reason}`, {
          reason: 'MODEL_NOT_READY',
        });
      throw notFound(known);
    }
    if ((wantedLabel ?? '') !== '' && wantedLabel !== 'latest' && wantedLabel !== 'stable')
      throw notFound(known, `label ${wantedLabel}`);
    if ((version ?? '') !== '') {
      const slot = loaded.find((one) => one.spec.version === version);
      if (slot === undefined) throw notFound(known, version);
      return slot;
    }
    return loaded.reduce((best, slot) => (isNewer(slot.spec.version, best.spec.version) ? slot : best));
  }

  #onlyModel(): Map<string, ModelSlot> | undefined {
    const [first, ...others] = this.#slots.values();
    if (others.length === 0) return first;
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `name the model: there are ${this.#slots.size}, for example ${this.#names()[0]}`,
      { reason: 'MODEL_NOT_NAMED' },
    );
  }

  #mayWake(slot: ModelSlot): boolean {
    return !slot.isUnloaded && slot.failure === '' && slot.opening === undefined;
  }

  #slot(spec: ModelSpec): ModelSlot {
    let versions = this.#slots.get(spec.name);
    if (versions === undefined) {
      versions = new Map();
      this.#slots.set(spec.name, versions);
    }
    let slot = versions.get(spec.version);
    if (slot === undefined) {
      slot = createSlot(spec);
      versions.set(spec.version, slot);
    }
    return slot;
  }

  *#all(): Generator<ModelSlot> {
    for (const versions of this.#slots.values()) yield* versions.values();
  }

  #names(): string[] {
    return [...this.#slots]
      .filter(([, versions]) => [...versions.values()].some(({ isUnloaded }) => !isUnloaded))
      .map(([name]) => name);
  }
}

/** A model that sleeps is ready: it answers. */
function entryOf({ spec, served, failure, isUnloaded, opening }: ModelSlot, mayWake: boolean): ModelEntry {
  const { name, version } = spec;
  if (isUnloaded) return { name, version, state: 'UNAVAILABLE', reason: '' };
  if (served !== undefined)
    return { name, version, state: served.service.isReady() ? 'READY' : 'UNAVAILABLE', reason: '' };
  if (failure !== '') return { name, version, state: 'UNAVAILABLE', reason: failure };
  return { name, version, state: mayWake && opening === undefined ? 'READY' : 'LOADING', reason: '' };
}

/** The default version: none at all wins, then the greatest, numbers in it compared as numbers. */
function isNewer(version: string, than: string): boolean {
  if (than === '' || version === '') return version === '' && than !== '';
  return compare(version, than) > 0;
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function label({ name, version }: ModelSpec): string {
  return version === '' ? `model ${name}` : `model ${name} version ${version}`;
}

function notFound(name: string, version?: string): RadiantError {
  if (version !== undefined) {
    return new RadiantError('NOT_FOUND', `Model ${name} with version ${version} not found`, {
      reason: 'MODEL_VERSION_NOT_FOUND',
    });
  }
  return new RadiantError('NOT_FOUND', `Model ${name.slice(0, 200)} not found`, { reason: 'MODEL_NOT_FOUND' });
}

function notReady(spec: ModelSpec, why: string): RadiantError {
  return new RadiantError('UNAVAILABLE', `Model ${spec.name} cannot be served: ${why}`, { reason: 'MODEL_NOT_READY' });
}
