import { readFile } from 'node:fs/promises';
import { type Environment, RadiantError } from '../../base/index.ts';
import { formatProblem, type PredictorSpec, type Protocol, readDeployments } from '../../deployment/index.ts';

/** A predictor and what its deployment says about all of them. */
export interface FoundPredictor {
  readonly predictor: PredictorSpec;
  /** As the deployment writes it; undefined when only the predictor is known. */
  readonly protocol: Protocol | undefined;
}

/**
 * The predictor that an orchestrator serves: of a SeldonDeployment file by its name, or ENGINE_PREDICTOR, a PredictorSpec as base64 of JSON, which
 * is how the operator hands it over. Throws INVALID_ARGUMENT that says what to give.
 */
export async function readPredictor(
  file: string | undefined,
  name: string,
  environment: Environment,
): Promise<FoundPredictor> {
  if (file !== undefined) return readFromFile(file, name);
  const encoded = environment.ENGINE_PREDICTOR;
  if (encoded === undefined || encoded === '') {
    throw bad(
      'there is no predictor: give --file with a SeldonDeployment, or ENGINE_PREDICTOR with a PredictorSpec as base64',
    );
  }
  return { predictor: decodePredictor(encoded), protocol: undefined };
}

function decodePredictor(encoded: string): PredictorSpec {
  let spec: unknown;
  try {
    spec = JSON.parse(Buffer.from(encoded, 'base64').toString());
  } catch (cause) {
    throw bad('ENGINE_PREDICTOR must be the base64 of a PredictorSpec as JSON', cause);
  }
  const { name, graph } = (spec ?? {}) as Partial<PredictorSpec>;
  if (typeof name === 'string' && typeof graph === 'object' && graph !== null) return spec as PredictorSpec;
  throw bad('ENGINE_PREDICTOR must have a name and a graph');
}

async function readFromFile(file: string, name: string): Promise<FoundPredictor> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw bad(`--file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  const { deployments, errors } = readDeployments(text);
  const problems = [...errors, ...deployments.flatMap(({ parsed }) => (parsed.ok ? [] : parsed.errors))];
  const [problem] = problems;
  if (problem !== undefined) throw bad(`--file ${file}: ${formatProblem(problem)}`);
  // As it was written: defaulting would give the nodes the addresses of a cluster.
  const found = deployments.flatMap(({ parsed }) =>
    parsed.ok
      ? parsed.written.spec.predictors.map((predictor) => ({ predictor, protocol: parsed.written.spec.protocol }))
      : [],
  );
  const predictor = found.find((one) => one.predictor.name === name);
  if (predictor !== undefined) return predictor;
  throw bad(
    `--file ${file} has no predictor ${name}; it has ${found.map((one) => one.predictor.name).join(', ') || 'none'}`,
  );
}

function bad(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_PREDICTOR', cause });
}
