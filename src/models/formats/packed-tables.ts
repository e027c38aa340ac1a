/**
 * What loaders packed out of something of the file, in the order in which they did. Threads that load the same model are
 * given these tables and take them instead of packing again, so that there is one copy of them. Plain data but for the
 * kernels that forests have opened (see share-tables.ts).
 */
export interface PackedTables {
  readonly tables: unknown[];
  /** Tables up to here were taken already; undefined where they are made and not taken. */
  next: number | undefined;
}

/** Anything of a file that tables are packed from. */
export interface PackSource {
  packed?: PackedTables;
}

/** Packs a table out of `source`, or takes the one that another thread packed at this point. */
export function packOnce<T>(source: PackSource, pack: () => T): T {
  const { packed } = source;
  if (packed?.next !== undefined && packed.next < packed.tables.length) {
    // Loading is the same in all threads: the table at this point is what `pack` makes.
    return packed.tables[packed.next++] as T;
  }
  const table = pack();
  if (packed === undefined) source.packed = { tables: [table], next: undefined };
  else packed.tables.push(table);
  return table;
}
