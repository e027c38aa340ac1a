import { DEPLOYMENT_TYPES } from './deployment.table.ts';
import type { Schema } from './field.ts';
import { POD_TYPES } from './pod.table.ts';

/** Every type that a SeldonDeployment is made of, by name. The root is `SeldonDeployment`. */
export const DEPLOYMENT_SCHEMA: Schema = { ...DEPLOYMENT_TYPES, ...POD_TYPES };
