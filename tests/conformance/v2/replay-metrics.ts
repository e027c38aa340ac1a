import { checkInstead, V2_DIFFERENCES } from './differences.table.ts';
import type { V2Family } from './golden-case.ts';
import type { V2Result } from './replay.ts';

/** What a Python process and its Prometheus library say of themselves, which no other program can. */
const OF_PYTHON = /^(python|process)_/;

/**
 * Looks for every recorded family on the metrics page of a server that has answered the cases of the other files: its type, and its labels
 * among those of each series. What stands in a family depends on what was asked before.
 */
export function replayMetrics(families: Readonly<Record<string, V2Family>>, page: string): readonly V2Result[] {
  return Object.entries(families).flatMap(([name, { type, series = {} }]): readonly V2Result[] => {
    if (OF_PYTHON.test(name)) return [];
    const id = `metrics: ${name}`;
    const problems = [
      ...(page.includes(`# TYPE ${name} ${type}\n`) ? [] : [`there is no ${type} ${name}`]),
      ...Object.entries(series).flatMap(([line, labels]) => findSeries(page, line, labels)),
    ];
    if (problems.length === 0) return [{ id, problems, excusedBy: undefined }];
    const difference = V2_DIFFERENCES.find(({ cases, recorded }) => recorded === undefined && cases.test(id));
    if (difference === undefined) return [{ id, problems, excusedBy: undefined }];
    const broken = checkInstead(difference.instead, { status: 200, contentType: '', headers: {}, body: page });
    return [{ id, problems: broken, excusedBy: difference.name }];
  });
}

function findSeries(page: string, name: string, labels: readonly string[]): readonly string[] {
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  if (lines.length === 0) return [`there is no series ${name}`];
  return labels
    .filter((label) => !lines.every((line) => line.includes(`${label}="`)))
    .map((label) => `${name} has no label ${label}`);
}
