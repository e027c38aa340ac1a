import { escapeLabelValue } from './format-labels.ts';
import type { FamilySnapshot, MetricsSnapshot, SeriesSnapshot } from './snapshot.ts';

/** The media type of `renderMetrics`. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** A snapshot in Prometheus' text format 0.0.4. Families without series are left out. */
export function renderMetrics(snapshot: MetricsSnapshot): string {
  const lines: string[] = [];
  for (const family of snapshot.families) {
    if (family.series.length === 0) continue;
    lines.push(`# HELP ${family.name} ${family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`);
    lines.push(`# TYPE ${family.name} ${family.type}`);
    for (const series of family.series) {
      const labels = allLabels(family, series, snapshot.workerId);
      if (family.type === 'histogram') pushHistogram(lines, family, series, labels);
      else lines.push(`${family.name}${braced(labels)} ${formatValue(series.values[0] ?? 0)}`);
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function pushHistogram(lines: string[], family: FamilySnapshot, series: SeriesSnapshot, labels: string): void {
  const prefix = labels === '' ? '' : `${labels},`;
  let count = 0;
  family.bounds.forEach((bound, bucket) => {
    count += series.values[bucket] ?? 0;
    lines.push(`${family.name}_bucket{${prefix}le="${formatBound(bound)}"} ${count}`);
  });
  count += series.values[family.bounds.length] ?? 0;
  lines.push(`${family.name}_bucket{${prefix}le="+Inf"} ${count}`);
  lines.push(`${family.name}_sum${braced(labels)} ${formatValue(series.values[family.bounds.length + 1] ?? 0)}`);
  lines.push(`${family.name}_count${braced(labels)} ${count}`);
}

function allLabels(family: FamilySnapshot, series: SeriesSnapshot, workerId: string): string {
  if (!family.hasWorkerLabel) return series.labels;
  const worker = `worker_id="${escapeLabelValue(series.workerId ?? workerId)}"`;
  return series.labels === '' ? worker : `${series.labels},${worker}`;
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function formatValue(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

/** Whole bounds are written with `.0`, as all Prometheus clients but the JavaScript one do: the text is a label. */
function formatBound(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
