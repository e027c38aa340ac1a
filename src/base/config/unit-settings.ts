import { RadiantError } from '../radiant-error.ts';
import type { Environment } from './environment.ts';
import { parseBoolean } from './parse-boolean.ts';

/** How JSON answers are written (Flask's settings of the same meaning). */
export interface JsonSettings {
  readonly sortKeys: boolean;
  readonly asciiOnly: boolean;
  readonly indent: boolean;
}

/** What the environment says about the one unit (graph node) that a microservice is. */
export interface UnitSettings {
  /** PREDICTIVE_UNIT_ID: the node's name in its graph. */
  readonly unitId: string | undefined;
  /** PREDICTIVE_UNIT_IMAGE, for example `registry/name:1.2`. */
  readonly image: string | undefined;
  readonly predictorId: string | undefined;
  readonly deploymentId: string | undefined;
  /** `version` of PREDICTOR_LABELS. */
  readonly predictorVersion: string | undefined;
  /** Path on the metrics port. */
  readonly metricsPath: string;
  /** MODEL_METADATA as it came: YAML or JSON. */
  readonly modelMetadata: string | undefined;
  /** False: a component's own metrics are left out of answers. */
  readonly metricsInAnswer: boolean;
  /** True: predict_raw gets the body as it came and its bytes are the answer. */
  readonly passthrough: boolean;
  /** False: rewards of feedback are not counted. */
  readonly rewardMetrics: boolean;
  readonly json: JsonSettings;
}

/** Reads the unit's settings. Empty texts count as absent. Throws INVALID_ARGUMENT when PREDICTOR_LABELS is no JSON object. */
export function readUnitSettings(environment: Environment): UnitSettings {
  const text = (name: string): string | undefined => environment[name] || undefined;
  return {
    unitId: text('PREDICTIVE_UNIT_ID'),
    image: text('PREDICTIVE_UNIT_IMAGE'),
    predictorId: text('PREDICTOR_ID'),
    deploymentId: text('SELDON_DEPLOYMENT_ID'),
    predictorVersion: parsePredictorVersion(text('PREDICTOR_LABELS')),
    metricsPath: parsePath(text('PREDICTIVE_UNIT_METRICS_ENDPOINT')),
    modelMetadata: text('MODEL_METADATA'),
    metricsInAnswer: parseBoolean(text('INCLUDE_METRICS_IN_CLIENT_RESPONSE'), true),
    passthrough: parseBoolean(text('PAYLOAD_PASSTHROUGH'), false),
    rewardMetrics: parseBoolean(text('SELDON_EXECUTOR_ENABLED'), true),
    json: {
      sortKeys: parseBoolean(text('FLASK_JSON_SORT_KEYS'), true),
      asciiOnly: parseBoolean(text('FLASK_JSON_AS_ASCII'), true),
      indent: parseBoolean(text('FLASK_JSONIFY_PRETTYPRINT_REGULAR'), false),
    },
  };
}

function parsePath(text: string | undefined): string {
  if (text === undefined) return '/metrics';
  return text.startsWith('/') ? text : `/${text}`;
}

function parsePredictorVersion(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  let labels: unknown;
  try {
    labels = JSON.parse(text);
  } catch (cause) {
    throw badLabels(text, cause);
  }
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) throw badLabels(text, undefined);
  const version = (labels as { version?: unknown }).version;
  return version === undefined || version === null ? undefined : String(version);
}

function badLabels(text: string, cause: unknown): RadiantError {
  const shown = JSON.stringify(text.slice(0, 80));
  return new RadiantError(
    'INVALID_ARGUMENT',
    `PREDICTOR_LABELS must be a JSON object such as {"version": "v1"}, not ${shown}`,
    {
      reason: 'BAD_ENVIRONMENT',
      cause,
    },
  );
}
