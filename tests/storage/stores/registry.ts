import { azureStore } from './azure-store.ts';
import { dvcStore } from './dvc-store.ts';
import { gsStore } from './gs-store.ts';
import { hfStore } from './hf-store.ts';
import { fileStore, hdfsStore, httpStore, pvcStore } from './local-stores.ts';
import { mlflowStore } from './mlflow-store.ts';
import { ociStore } from './oci-store.ts';
import { rcloneStore } from './rclone-store.ts';
import { s3Store } from './s3-store.ts';
import type { StoreEntry } from './store.ts';

/** Every store of the battery. */
export const STORES: readonly StoreEntry[] = [
  azureStore,
  dvcStore,
  fileStore,
  gsStore,
  hdfsStore,
  hfStore,
  httpStore,
  mlflowStore,
  ociStore,
  pvcStore,
  rcloneStore,
  s3Store,
];
