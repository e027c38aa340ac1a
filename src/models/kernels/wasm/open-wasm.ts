/** The part of the platform's WebAssembly that kernels use: the same in Node.js and in browsers. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** A WebAssembly.Memory. One that is shared can be handed to other threads. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type WasmKernel = (...numbers: readonly number[]) => number;

export interface OpenedWasm {
  readonly memory: WasmMemory;
  /** The whole memory. It never grows, so views of it stay valid. */
  readonly buffer: ArrayBuffer;
  kernel(name: string): WasmKernel;
}

/** A memory that several threads compute in, and which of them this one is: each has a stack and room for rows of its own. */
export interface ThreadSlot {
  readonly memory: WasmMemory;
  /** 0 .. THREAD_SLOTS - 1 */
  readonly slot: number;
}

/** Threads that may share a memory: the one that loads the model and those that take its large batches. */
export const THREAD_SLOTS = 9;
/** The stacks lie in the first page, from where the linker puts the first one. */
const STACK_BYTES = 4096;

const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;

/**
 * Compiles a module from its base64 text and gives it a memory of so many bytes: one of its own (`undefined`), one that
 * can be shared (`'shared'`), or a shared one that another thread made. Gives null where WebAssembly, its SIMD or its
 * shared memories are missing, forbidden, or out of memory: every kernel has a plain reference that does the work then.
 */
export function openWasm(base64: string, sizeBytes: number, sharing?: 'shared' | ThreadSlot): OpenedWasm | null {
  const api = (globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  const pages = Math.ceil(sizeBytes / PAGE_BYTES);
  if (api === undefined || pages > MOST_PAGES) return null;
  try {
    const memory =
      typeof sharing === 'object'
        ? sharing.memory
        : new api.Memory({ initial: pages, maximum: pages, shared: sharing === 'shared' });
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    if (sharing !== undefined) declareShared(bytes);
    const { exports } = new api.Instance(new api.Module(bytes), { env: { memory } });
    if (typeof sharing === 'object') {
      const stack = exports.__stack_pointer as { value: number };
      stack.value += sharing.slot * STACK_BYTES;
    }
    return { memory, buffer: memory.buffer, kernel: (name) => exports[name] as WasmKernel };
  } catch {
    // The platform says no (see above): the references give the same answers, only slower.
    return null;
  }
}

/** The import `env.memory`, up to the byte of its flags: 1 says that it has a greatest size. */
const MEMORY_IMPORT = [0x03, 0x65, 0x6e, 0x76, 0x06, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 0x02];
const SHARED_FLAG = 2;

/** A module says what kind of memory it imports, though its code is the same: the flag makes it take a shared one. */
function declareShared(module: Uint8Array): void {
  for (let at = 0; at < module.length; at++) {
    if (!MEMORY_IMPORT.every((byte, i) => module[at + i] === byte)) continue;
    module[at + MEMORY_IMPORT.length]! |= SHARED_FLAG;
    return;
  }
}
