import { type Findings, quote } from '../findings.ts';
import type { PredictorSpec, SeldonDeploymentSpec } from '../types.ts';
import { walkGraph } from '../walk-graph.ts';

const KAFKA_VARIABLES = ['KAFKA_BROKER', 'KAFKA_INPUT_TOPIC', 'KAFKA_OUTPUT_TOPIC'];
const NO_ENGINE = 'seldon.io/no-engine';
const SERVICE_NAME = 'seldon.io/svc-name';

/** The rules about predictors as such: at least one, different names, what Kafka and no-engine ask for. */
export function checkPredictors(spec: SeldonDeploymentSpec, findings: Findings): void {
  const { predictors } = spec;
  if (predictors.length === 0)
    findings.error(['spec', 'predictors'], 'is empty', 'add a predictor with a name and a graph');
  const names = new Map<string, number>();
  const services = new Map<string, number>();
  for (const [index, predictor] of predictors.entries()) {
    const at = ['spec', 'predictors', index];
    checkKafka(spec, predictor, index, findings);
    const { [NO_ENGINE]: noEngine, [SERVICE_NAME]: service } = predictor.annotations ?? {};
    if (noEngine !== undefined && [...walkGraph(predictor.graph)].length > 1)
      findings.error(
        [...at, 'annotations', NO_ENGINE],
        'is for graphs of a single node, and this graph has several',
        'remove the annotation, or keep one node',
      );
    checkUnique(names, predictor.name, index, (first) =>
      findings.error(
        [...at, 'name'],
        `is ${quote(predictor.name)}, as that of predictor ${first}`,
        'give each its own name',
      ),
    );
    checkUnique(services, service, index, (first) =>
      findings.error(
        [...at, 'annotations', SERVICE_NAME],
        `is ${quote(service ?? '')}, as that of predictor ${first}`,
        'give each Service its own name',
      ),
    );
  }
}

function checkKafka(
  { serverType }: SeldonDeploymentSpec,
  predictor: PredictorSpec,
  index: number,
  findings: Findings,
): void {
  if (serverType !== 'kafka') return;
  const given = (predictor.svcOrchSpec?.env ?? []).map(({ name }) => name);
  const missing = KAFKA_VARIABLES.filter((name) => !given.includes(name));
  // Seldon counts to three: one that is there twice stands for one that is missing.
  const isTaken = given.filter((name) => KAFKA_VARIABLES.includes(name)).length >= KAFKA_VARIABLES.length;
  if (missing.length > 0)
    findings[isTaken ? 'warn' : 'error'](
      ['spec', 'predictors', index, 'svcOrchSpec', 'env'],
      `lacks ${missing.join(', ')}, which serverType kafka needs`,
      `add ${missing.length === 1 ? 'it' : 'them'}, or write serverType: rpc`,
    );
}

function checkUnique(
  seen: Map<string, number>,
  name: string | undefined,
  index: number,
  complain: (first: number) => void,
): void {
  if (name === undefined) return;
  const first = seen.get(name);
  if (first === undefined) seen.set(name, index);
  else complain(first);
}
