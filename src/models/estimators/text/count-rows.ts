import type { SparseMatrix } from '../features.ts';

/** Builds sparse rows entry by entry; entries of the same cell are added up, and each row is sorted by column. */
export class RowBuilder {
  private readonly sums = new Map<number, number>();
  private readonly starts: number[] = [0];
  private indices: number[] = [];
  private data: number[] = [];

  /** Adds to a cell of the open row. */
  add(column: number, value: number): void {
    this.sums.set(column, (this.sums.get(column) ?? 0) + value);
  }

  /** Closes the open row and begins the next. */
  endRow(): void {
    const columns = [...this.sums.keys()].sort((a, b) => a - b);
    for (const column of columns) {
      this.indices.push(column);
      this.data.push(this.sums.get(column)!);
    }
    this.sums.clear();
    this.starts.push(this.indices.length);
  }

  finish(columns: number): SparseMatrix {
    return {
      kind: 'sparse',
      rows: this.starts.length - 1,
      columns,
      indptr: Int32Array.from(this.starts),
      indices: Int32Array.from(this.indices),
      data: Float64Array.from(this.data),
    };
  }
}
