/** The part of the platform's WebAssembly that kernels use: the same in Node.js and in browsers. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

export type WasmKernel = (...numbers: readonly number[]) => number;

export interface OpenedWasm {
  /** The whole memory. It never grows, so views of it stay valid. */
  readonly buffer: ArrayBuffer;
  kernel(name: string): WasmKernel;
}

const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;

/**
 * Compiles a module from its base64 text and gives it a memory of so many bytes. Gives null where WebAssembly or its
 * SIMD is missing, forbidden, or out of memory: every kernel has a plain reference that does the work then.
 */
export function openWasm(base64: string, sizeBytes: number): OpenedWasm | null {
  const api = (globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  const pages = Math.ceil(sizeBytes / PAGE_BYTES);
  if (api === undefined || pages > MOST_PAGES) return null;
  try {
    const memory = new api.Memory({ initial: pages, maximum: pages });
    const module = new api.Module(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
    const { exports } = new api.Instance(module, { env: { memory } });
    return { buffer: memory.buffer, kernel: (name) => exports[name] as WasmKernel };
  } catch {
    // The platform says no (see above): the references give the same answers, only slower.
    return null;
  }
}
