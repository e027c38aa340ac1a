import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ImageDeployment {
  readonly image: string;
  readonly replicas?: number;
  /** Added to the deployment's spec, the graph's node and the container. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly node?: Readonly<Record<string, unknown>>;
  readonly container?: Readonly<Record<string, unknown>>;
}

/** Writes the deployment `one` of one node `clf`, with the Secret `words`; gives the name of the file. JSON is YAML. */
export async function writeImageDeployment(folder: string, name: string, given: ImageDeployment): Promise<string> {
  const { image, replicas = 1, spec, node, container } = given;
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'words' }, stringData: { word: 'hush\nhush' } };
  const pod = { containers: [{ name: 'clf', image, ...container }], imagePullSecrets: [{ name: 'login' }] };
  const predictor = {
    name: 'main',
    replicas,
    labels: { team: 'red' },
    graph: { name: 'clf', type: 'MODEL', ...node },
    componentSpecs: [{ spec: pod }],
  };
  const deployment = {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: 'one' },
    spec: { ...spec, predictors: [predictor] },
  };
  const file = `${name}.yaml`;
  await writeFile(join(folder, file), `${JSON.stringify(secret)}\n---\n${JSON.stringify(deployment)}\n`);
  return file;
}
