import { type Findings, type Path, quote } from '../findings.ts';
import { suggestWord } from '../schema/index.ts';
import { BUILT_IN_UNITS, findRuntime, findServer, isBuiltIn, isPrepackaged } from '../servers/index.ts';
import type { DeploymentSettings } from '../settings.ts';
import type { Container, PredictiveUnit, PredictorSpec, Protocol } from '../types.ts';
import { walkGraph } from '../walk-graph.ts';
import { checkParameters } from './check-parameters.ts';

/** Kubernetes' schema has no recursion: Seldon spells out so many levels of children, and drops what is below. */
const MAX_LEVELS = 10;

/** What the check of a graph looks at beside it. */
export interface GraphContext {
  readonly protocol: Protocol | undefined;
  readonly settings: DeploymentSettings;
  readonly findings: Findings;
}

/** The rules about the nodes of one predictor's graph. `at` is the way to the predictor. */
export function checkGraph(predictor: PredictorSpec, context: GraphContext, at: Path): void {
  const containers = new Map<string, Container>();
  for (const { spec } of predictor.componentSpecs)
    for (const container of spec.containers)
      if (!containers.has(container.name)) containers.set(container.name, container);
  const seen = new Set<string>();
  for (const { unit, at: below } of walkGraph(predictor.graph)) {
    const place = [...at, 'graph', ...below];
    checkUnit(unit, containers, context, place);
    if (seen.has(unit.name))
      context.findings.warn([...place, 'name'], `${quote(unit.name)} names two nodes`, 'give each node its own name');
    seen.add(unit.name);
    if (below.length / 2 === MAX_LEVELS + 1)
      context.findings.warn(
        place,
        `is more than ${MAX_LEVELS} levels below the root`,
        'a cluster drops it: make the graph flatter',
      );
  }
}

function checkUnit(
  unit: PredictiveUnit,
  containers: ReadonlyMap<string, Container>,
  context: GraphContext,
  at: Path,
): void {
  const { findings } = context;
  if (unit.name === '') findings.warn([...at, 'name'], 'is empty', 'give the node a name');
  if (unit.logger && !unit.logger.mode)
    findings.error([...at, 'logger', 'mode'], 'is missing', 'write request, response or all');
  checkParameters(unit.parameters, [...at, 'parameters'], findings);
  if (isPrepackaged(unit)) checkServer(unit, containers.get(unit.name), context, at);
  else if (!isBuiltIn(unit)) checkOwnUnit(unit, containers, findings, at);
}

function checkOwnUnit(
  unit: PredictiveUnit,
  containers: ReadonlyMap<string, Container>,
  findings: Findings,
  at: Path,
): void {
  // An empty text is an implementation to Seldon's admission, which then looks no further.
  const report = unit.implementation === '' ? findings.warn : findings.error;
  if (!containers.has(unit.name)) {
    const meant = suggestWord(unit.name, [...containers.keys()]);
    const fix =
      meant === undefined
        ? `add a container named ${quote(unit.name)} to componentSpecs, or an implementation and a modelUri to the node`
        : `did you mean ${quote(meant)}, which is a container in componentSpecs?`;
    const others = containers.size === 0 ? '' : ` (there is ${[...containers.keys()].map(quote).join(', ')})`;
    report([...at, 'name'], `is ${quote(unit.name)}, and no container is called so${others}`, fix);
  }
  if (unit.type === 'UNKNOWN_TYPE' && !unit.methods?.length)
    report([...at, 'type'], 'is UNKNOWN_TYPE without methods', 'write a type such as MODEL, or list the methods');
}

function checkServer(
  unit: PredictiveUnit,
  container: Container | undefined,
  { protocol, settings, findings }: GraphContext,
  at: Path,
): void {
  const name = unit.implementation!;
  const server = findServer(unit, settings.servers);
  if (!unit.modelUri && (server?.needsModelUri ?? true))
    findings.error(
      [...at, 'modelUri'],
      `is missing, and ${name} needs it`,
      'write where the model is: modelUri: gs://bucket/path',
    );
  if (!server) checkUnknownServer(name, container, settings, findings, at);
  else if (protocol === 'tensorflow' && server.refusesTensorflow)
    findings.error(
      [...at, 'implementation'],
      `is ${name}, which does not speak the tensorflow protocol`,
      'write protocol: seldon or v2',
    );
  else if (!container?.image && !findRuntime(server, protocol))
    findings.warn(
      [...at, 'implementation'],
      `is ${name}, which has no image for protocol ${protocol ?? 'seldon'}: no cluster starts it`,
      `write protocol: ${Object.keys(server.runtimes).join(' or ')}, or a container ${quote(unit.name)} with an image`,
    );
}

function checkUnknownServer(
  name: string,
  container: Container | undefined,
  settings: DeploymentSettings,
  findings: Findings,
  at: Path,
): void {
  const known = [...Object.keys(settings.servers), ...Object.keys(BUILT_IN_UNITS)];
  const meant = suggestWord(name, known);
  const fix = meant === undefined ? `use one of ${known.join(', ')}` : `did you mean ${meant}?`;
  const message = `is ${quote(name)}, which is no prepackaged server, no built-in unit, and in no file of servers (--servers)`;
  if (container?.image) findings.warn([...at, 'implementation'], `${message}; the container's image counts`, fix);
  else findings.error([...at, 'implementation'], message, fix);
}
