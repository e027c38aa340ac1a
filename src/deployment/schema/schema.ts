import { DEPLOYMENT_TYPES } from './deployment.table.ts';
import type { Schema } from './field.ts';
import { POD_TYPES } from './pod.table.ts';
import { POD_DETAIL_TYPES } from './pod-detail.table.ts';
import { SCALING_TYPES } from './scaling.table.ts';

/** Every type that a SeldonDeployment is made of, by name. The root is `SeldonDeployment`. */
export const DEPLOYMENT_SCHEMA: Schema = { ...DEPLOYMENT_TYPES, ...POD_TYPES, ...POD_DETAIL_TYPES, ...SCALING_TYPES };
