import {
  type Call,
  type Component,
  type ComponentInfo,
  type JsonObject,
  type JsonValue,
  type Outcome,
  wrapComponent,
} from '../../payload/index.ts';

/** How a prepackaged server answers otherwise than the model by itself. */
export interface ServerManner {
  /** Names of the answers' columns; `keep` leaves those of the model. */
  readonly columns: 'keep' | 'none' | readonly string[];
  /** True where names that do not fit the model are left out, and columns are taken by position. */
  readonly forgivesNames: boolean;
  /** What stands in `metadata.yaml`; it wins over what the model says of itself. */
  readonly metadata: JsonObject | undefined;
}

/** A component with the manners of a server. */
export function applyManner(inner: Component, { columns, forgivesNames, metadata }: ServerManner): Component {
  const known = forgivesNames ? namesOf(inner.info.metadata) : undefined;
  const finish = (outcome: Outcome): Outcome => rename(outcome, columns);
  const own = inner.info.metadata;
  const info: ComponentInfo = {
    ...inner.info,
    metadata: metadata === undefined ? own : { ...(own === 'invalid' ? {} : own), custom: {}, ...metadata },
  };
  return wrapComponent(inner, {
    info,
    call(call: Call) {
      const result = inner.call(known === undefined ? call : withFittingNames(call, known));
      if (columns === 'keep') return result;
      return result instanceof Promise ? result.then(finish) : finish(result);
    },
  });
}

function rename(outcome: Outcome, columns: ServerManner['columns']): Outcome {
  if (columns === 'keep') return outcome;
  if (columns === 'none') {
    if (outcome.names === undefined) return outcome;
    const { names: _names, ...rest } = outcome;
    return rest;
  }
  const { payload } = outcome;
  const fits =
    payload.kind === 'tensor' && payload.tensor.shape.length > 1 && payload.tensor.shape.at(-1) === columns.length;
  return fits ? { ...outcome, names: columns } : rename(outcome, 'none');
}

/** Seldon's servers do not look at the names of a request: those of another model do no harm there. */
function withFittingNames(call: Call, known: ReadonlySet<JsonValue>): Call {
  const [first] = call.inputs;
  if (first === undefined || !Array.isArray(first.names) || first.names.length === 0) return call;
  const names = first.names as readonly JsonValue[];
  if (names.length === known.size && names.every((name) => known.has(name))) return call;
  return { ...call, inputs: [{ ...first, names: [] }, ...call.inputs.slice(1)] };
}

/** The columns that a model tells in its metadata; undefined when it tells none. */
function namesOf(metadata: ComponentInfo['metadata']): ReadonlySet<JsonValue> | undefined {
  if (metadata === undefined || metadata === 'invalid' || !Array.isArray(metadata.inputs)) return undefined;
  const inputs = metadata.inputs as readonly JsonObject[];
  const [first] = inputs;
  const schema = first?.schema as JsonObject | undefined;
  if (Array.isArray(schema?.names)) return new Set(schema.names as readonly JsonValue[]);
  return inputs.length > 0 && inputs.every(({ name }) => typeof name === 'string')
    ? new Set(inputs.map(({ name }) => name as string))
    : undefined;
}
