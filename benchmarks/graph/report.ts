/** What was measured of one graph. */
export interface Row {
  readonly name: string;
  readonly transport: 'rest' | 'grpc';
  readonly rates: number[];
  /** CPU microseconds a request, by round. */
  readonly cpuUs: number[];
  errors: number;
  memoryMb: number;
  /** Why it is not measured here. */
  skipped: string | undefined;
}

export function createRow(name: string, transport: Row['transport']): Row {
  return { name, transport, rates: [], cpuUs: [], errors: 0, memoryMb: 0, skipped: undefined };
}

/** What a request to bare node:http takes on the core that the figures are for: 60,000 a second. */
const RAW_US = 1e6 / 60_000;

/** Prints the rows, held against bare node:http of the same round, and what they say about the cost of a node. */
export function printRows(rows: readonly Row[], rawUs: readonly number[]): void {
  const ratioOf = ({ cpuUs }: Row): number => median(cpuUs.map((us, round) => us / (rawUs[round] ?? Number.NaN)));
  console.log('| transport | graph | req/s | CPU us | CPU / raw | us of a core with 60,000 raw | errors | PSS MB |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of rows) {
    const { transport, name, rates, cpuUs, errors, memoryMb, skipped } = row;
    if (skipped !== undefined) {
      console.log(`| ${transport} | ${name} | skipped: ${skipped} |`);
      continue;
    }
    const ratio = ratioOf(row);
    const figures = [median(rates).toFixed(0), median(cpuUs).toFixed(1), ratio.toFixed(2), (ratio * RAW_US).toFixed(1)];
    console.log(`| ${[transport, name, ...figures, errors, memoryMb.toFixed(0)].join(' | ')} |`);
  }
  console.log('\n| on such a core | us |\n| --- | --- |');
  for (const transport of ['rest', 'grpc']) {
    const find = (name: string): number | undefined => {
      const row = rows.find((one) => one.transport === transport && one.name === name);
      return row === undefined || row.cpuUs.length === 0 ? undefined : ratioOf(row) * RAW_US;
    };
    const tell = (what: string, more: number | undefined, less: number | undefined, count: number): void => {
      if (more !== undefined && less !== undefined)
        console.log(`| ${transport}: ${what} | ${((more - less) / count).toFixed(1)} |`);
    };
    tell('a node in the process', find('chain3, one process'), find('single, one process'), 2);
    tell('a graph over a bare node', find('single, one process'), find('one node, no graph'), 1);
    tell('a hop to a node elsewhere', find('chain3, remote nodes'), find('single, remote nodes'), 2);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
