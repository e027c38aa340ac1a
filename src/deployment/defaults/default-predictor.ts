import { nameContainerService } from '../names.ts';
import { findRuntime, findServer, isPrepackaged } from '../servers/index.ts';
import type { DeploymentSettings } from '../settings.ts';
import type {
  ComponentSpec,
  Container,
  Endpoint,
  PredictiveUnit,
  PredictorSpec,
  Protocol,
  Transport,
} from '../types.ts';
import { mapGraph, walkGraph } from '../walk-graph.ts';
import { defaultContainer } from './default-container.ts';
import { defaultUnit } from './default-unit.ts';
import type { ContainerPorts, PortBook } from './port-book.ts';

/** What all predictors of a deployment share. */
export interface PredictorContext {
  readonly name: string;
  readonly namespace: string;
  readonly protocol: Protocol | undefined;
  readonly transport: Transport | undefined;
  /** What runs the graph has pods of its own, so that no node is beside it. */
  readonly isEngineApart: boolean;
  readonly settings: DeploymentSettings;
  readonly book: PortBook;
}

/** Where a container is and where it listens. */
interface Seat {
  readonly component: number;
  readonly ports: ContainerPorts;
}

/** A predictor with everything filled in that a deployment leaves open. */
export function defaultPredictor(predictor: PredictorSpec, context: PredictorContext): PredictorSpec {
  const graph = mapGraph(predictor.graph, defaultUnit);
  const units = new Map<string, PredictiveUnit>();
  for (const { unit } of walkGraph(graph)) if (!units.has(unit.name)) units.set(unit.name, unit);
  const seats = new Map<string, Seat>();
  const components = predictor.componentSpecs.map((component, index) =>
    defaultComponent(component, index, units, seats, context),
  );
  addServers(graph, components, seats, context);
  const engineSeat = Math.min(...[...seats.values()].map(({ component }) => component));
  return {
    ...predictor,
    labels: { ...predictor.labels, version: predictor.labels?.version ?? predictor.name },
    componentSpecs: components,
    graph: mapGraph(graph, (unit) => {
      const seat = seats.get(unit.name);
      return seat ? { ...unit, endpoint: makeEndpoint(unit, seat, engineSeat, predictor.name, context) } : unit;
    }),
  };
}

function defaultComponent(
  component: ComponentSpec,
  index: number,
  units: ReadonlyMap<string, PredictiveUnit>,
  seats: Map<string, Seat>,
  context: PredictorContext,
): ComponentSpec {
  const containers = component.spec.containers.map((written) => {
    const container = nameProtocols(written);
    const ports = context.book.reserve(container);
    const unit = units.get(container.name);
    if (!unit) return container;
    seats.set(container.name, { component: index, ports });
    return defaultContainer(chooseImage(container, unit, context), context.settings, context.book);
  });
  return { ...component, spec: { ...component.spec, containers } };
}

/** Prepackaged servers without a container of their name share the first pod, which is made for them if need be. */
function addServers(
  graph: PredictiveUnit,
  components: ComponentSpec[],
  seats: Map<string, Seat>,
  context: PredictorContext,
): void {
  for (const { unit } of walkGraph(graph)) {
    if (!isPrepackaged(unit) || seats.has(unit.name)) continue;
    const bare: Container = { name: unit.name };
    seats.set(unit.name, { component: 0, ports: context.book.reserve(bare) });
    const container = defaultContainer(chooseImage(bare, unit, context), context.settings, context.book);
    const first: ComponentSpec = components[0] ?? { spec: { containers: [] } };
    components[0] = { ...first, spec: { ...first.spec, containers: [...first.spec.containers, container] } };
  }
}

/** The image of a prepackaged server, where the container names none. */
function chooseImage(container: Container, unit: PredictiveUnit, { settings, protocol }: PredictorContext): Container {
  const server = findServer(unit, settings.servers);
  if (!server || container.image) return container;
  const image = findRuntime(server, protocol)?.image;
  return image === undefined ? container : { ...container, image };
}

function nameProtocols(container: Container): Container {
  if (!container.ports?.some((port) => port.protocol === undefined)) return container;
  return { ...container, ports: container.ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })) };
}

function makeEndpoint(
  unit: PredictiveUnit,
  { component, ports }: Seat,
  engineSeat: number,
  predictor: string,
  { name, namespace, transport, isEngineApart }: PredictorContext,
): Endpoint {
  const isLocal = component === engineSeat && !isEngineApart;
  const service = nameContainerService(name, predictor, unit.name);
  return {
    ...unit.endpoint,
    service_host: isLocal ? 'localhost' : `${service}.${namespace}.svc.cluster.local`,
    service_port: unit.endpoint?.type === 'GRPC' || transport === 'grpc' ? ports.grpc : ports.http,
    httpPort: ports.http,
    grpcPort: ports.grpc,
  };
}
