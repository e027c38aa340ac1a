import type { PackSource } from '../formats/packed-tables.ts';
import type { BoostedForest } from '../kernels/boosted-forest.ts';
import { openBoostedKernel } from '../kernels/boosted-kernel.ts';
import type { DoubleForest } from '../kernels/trees/double-forest.ts';
import type { FloatForest } from '../kernels/trees/float-forest.ts';
import { openDoubleBatch, openFloatBatch } from '../kernels/trees/forest-batch.ts';
import type { WideForest } from '../kernels/wide-forest.ts';

/** A boosted forest and the shape of its rows and answers, which its kernel lays out memory for. */
export interface BoostedTable<Forest extends BoostedForest | WideForest> {
  readonly boosted: Forest;
  readonly columns: number;
  readonly outputs: number;
}

/**
 * Makes the tables of a source ready for the thread of a slot: forests move into a shared memory, once, and the kernels of
 * this thread stay here. Where memory cannot be shared the tables are copied on their way instead.
 */
export function shareTables(source: PackSource, slot: number): void {
  const { packed } = source;
  if (packed !== undefined) {
    source.packed = { tables: packed.tables.map((table) => shareTable(table, slot)), next: 0 };
  }
}

function shareTable(table: unknown, slot: number): unknown {
  if (typeof table !== 'object' || table === null) return table;
  if ('forest' in table) return { ...table, forest: shareTable(table.forest, slot) };
  if ('boosted' in table) return { ...table, boosted: shareBoosted(table as BoostedTable<BoostedForest>, slot) };
  return 'batch' in table ? shareForest(table as FloatForest | DoubleForest, slot) : table;
}

function shareForest(forest: FloatForest | DoubleForest, slot: number): FloatForest | DoubleForest {
  if (forest.thread === undefined && forest.batch !== null) {
    forest.batch =
      (forest.kind === 'float' ? openFloatBatch(forest, 'shared') : openDoubleBatch(forest, 'shared')) ?? forest.batch;
  }
  const { thread } = forest;
  return { ...forest, batch: undefined, ...(thread === undefined ? {} : { thread: { ...thread, slot } }) };
}

function shareBoosted(
  { boosted, columns, outputs }: BoostedTable<BoostedForest | WideForest>,
  slot: number,
): BoostedForest | WideForest {
  if (boosted.thread === undefined && boosted.kernel !== null) {
    boosted.kernel = openBoostedKernel(boosted, columns, outputs, 'shared') ?? boosted.kernel;
  }
  const { thread } = boosted;
  return { ...boosted, kernel: undefined, ...(thread === undefined ? {} : { thread: { ...thread, slot } }) };
}
