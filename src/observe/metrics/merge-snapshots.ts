import type { FamilySnapshot, MetricsSnapshot, SeriesSnapshot } from './snapshot.ts';

/**
 * One snapshot of many processes: counters and histograms are added up, under the given worker id; gauges stay one per
 * process, under that process's id.
 */
export function mergeSnapshots(workerId: string, snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  const merged = new Map<string, { family: FamilySnapshot; series: Map<string, SeriesSnapshot> }>();
  for (const snapshot of snapshots) {
    for (const family of snapshot.families) {
      const key = `${family.type} ${family.name}`;
      let into = merged.get(key);
      if (into === undefined) {
        into = { family, series: new Map() };
        merged.set(key, into);
      }
      for (const series of family.series) addSeries(into.series, family, series, snapshot.workerId);
    }
  }
  return {
    workerId,
    families: [...merged.values()].map(({ family, series }) => ({ ...family, series: [...series.values()] })),
  };
}

/** What must be kept of a process that has ended: its sums, not its gauges. */
export function withoutGauges(snapshot: MetricsSnapshot): MetricsSnapshot {
  return { ...snapshot, families: snapshot.families.filter(({ type }) => type !== 'gauge') };
}

function addSeries(
  into: Map<string, SeriesSnapshot>,
  family: FamilySnapshot,
  series: SeriesSnapshot,
  snapshotWorkerId: string,
): void {
  if (family.type === 'gauge') {
    const workerId = series.workerId ?? snapshotWorkerId;
    into.set(`${series.labels} ${workerId}`, { ...series, workerId });
    return;
  }
  const known = into.get(series.labels);
  const values =
    known === undefined ? series.values : known.values.map((value, index) => value + (series.values[index] ?? 0));
  into.set(series.labels, { labels: series.labels, values });
}
