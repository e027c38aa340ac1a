import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ComponentSpec,
  Endpoint,
  Explainer,
  HpaSpec,
  PredictiveUnit,
  PredictorSpec,
  SeldonDeployment,
  SeldonDeploymentSpec,
  SvcOrchSpec,
  UnitLogger,
  UnitMethod,
  UnitParameter,
  UnitType,
} from '../types.ts';
import { DEPLOYMENT_TYPES } from './deployment.table.ts';

type Tables = typeof DEPLOYMENT_TYPES;
type FieldsOf<Name extends keyof Tables> = keyof Tables[Name]['fields'];
type Words<Type> = Type extends { known: readonly (infer Word)[] } ? Word : never;
/** True only where both sides are the same. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

test('types.ts and the tables of the schema have the same fields and words (the compiler checks it)', () => {
  const fields: {
    SeldonDeployment: Same<keyof SeldonDeployment | 'status', FieldsOf<'SeldonDeployment'>>;
    SeldonDeploymentSpec: Same<keyof SeldonDeploymentSpec, FieldsOf<'SeldonDeploymentSpec'>>;
    PredictorSpec: Same<keyof PredictorSpec, FieldsOf<'PredictorSpec'>>;
    PredictiveUnit: Same<keyof PredictiveUnit, FieldsOf<'PredictiveUnit'>>;
    Endpoint: Same<keyof Endpoint, FieldsOf<'Endpoint'>>;
    UnitParameter: Same<keyof UnitParameter, FieldsOf<'UnitParameter'>>;
    UnitLogger: Same<keyof UnitLogger, FieldsOf<'UnitLogger'>>;
    SvcOrchSpec: Same<keyof SvcOrchSpec, FieldsOf<'SvcOrchSpec'>>;
    Explainer: Same<keyof Explainer, FieldsOf<'Explainer'>>;
    ComponentSpec: Same<keyof ComponentSpec, FieldsOf<'ComponentSpec'>>;
    HpaSpec: Same<keyof HpaSpec, FieldsOf<'HpaSpec'>>;
  } = {
    SeldonDeployment: true,
    SeldonDeploymentSpec: true,
    PredictorSpec: true,
    PredictiveUnit: true,
    Endpoint: true,
    UnitParameter: true,
    UnitLogger: true,
    SvcOrchSpec: true,
    Explainer: true,
    ComponentSpec: true,
    HpaSpec: true,
  };
  const words: {
    type: Same<UnitType, Words<Tables['PredictiveUnit']['fields']['type']['type']>>;
    method: Same<UnitMethod, Words<Tables['PredictiveUnit']['fields']['methods']['type']['of']>>;
  } = { type: true, method: true };
  for (const name of Object.keys(fields)) assert.ok(name in DEPLOYMENT_TYPES);
  assert.ok(words.type);
});
