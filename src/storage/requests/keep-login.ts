import type { StorageContext } from '../storage-context.ts';

/** A login that was asked for, and when it ends; undefined when it does not, or there is none. */
export type EndingLogin = { readonly expiresMs: number | undefined } | undefined;

/** Logins are asked for again so long before they end. */
const EXPIRY_MARGIN_MS = 300_000;

/**
 * Gives the login of a name, and asks for it when there is none yet or it ends soon. One that ends is kept for the whole session; one that does not comes
 * from variables and files, which are read again for each model, since they may have changed.
 */
export async function keepLogin<T extends EndingLogin>(
  { logins, now }: Pick<StorageContext, 'logins' | 'now'>,
  name: string,
  find: () => Promise<T>,
  marginMs = EXPIRY_MARGIN_MS,
): Promise<T> {
  const kept = logins.get(name) as T;
  if (kept?.expiresMs !== undefined && kept.expiresMs - now() > marginMs) return kept;
  const found = await find();
  if (found?.expiresMs !== undefined && Number.isFinite(found.expiresMs)) logins.set(name, found);
  return found;
}
