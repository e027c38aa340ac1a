import type { DeploymentSettings } from '../settings.ts';
import type { Container } from '../types.ts';
import { findPort, type PortBook } from './port-book.ts';

const POD_INFO = { name: 'seldon-podinfo', mountPath: '/etc/podinfo' };
/** The name that the mount had once. */
const OLD_POD_INFO = 'podinfo';

/** The container of a graph node with what admission adds: policies, the annotations as a file, and a port for metrics. */
export function defaultContainer(container: Container, settings: DeploymentSettings, book: PortBook): Container {
  const mounts = (container.volumeMounts ?? []).filter(({ name }) => name !== OLD_POD_INFO);
  const hasPodInfo = mounts.some(({ name }) => name === POD_INFO.name);
  const ports = container.ports ?? [];
  const name = settings.metricsPortName;
  const hasMetrics = findPort(container, name) !== undefined;
  return {
    ...container,
    imagePullPolicy: container.imagePullPolicy || 'IfNotPresent',
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    volumeMounts: hasPodInfo ? mounts : [...mounts, POD_INFO],
    ports: hasMetrics ? ports : [...ports, { name, containerPort: book.nextMetricsPort(), protocol: 'TCP' }],
  };
}
