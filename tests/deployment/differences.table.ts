import type { OperatorCase } from './golden-operator.ts';
import { hasTwinNodes, isDeeperThan, isV2, someValue } from './input-shape.ts';

/** A way in which Radiant takes deployments otherwise than Seldon Core 1.18.2. */
export interface DeploymentDifference {
  readonly name: string;
  readonly about: string;
  /** Whether a recorded case shows it. Absent: nothing recorded does; src/deployment/parse-deployment.test.ts has one. */
  readonly shows?: (recorded: OperatorCase) => boolean;
  /** What is different: whether it is accepted, or what is made of it. `other` is not compared. */
  readonly in: readonly Compared[];
}

export type Compared = 'admission' | 'graph' | 'images' | 'metrics' | 'environment' | 'places' | 'other';

/** Variables whose presence in a container makes Seldon drop or repeat others. */
const OWN_VARIABLES =
  /^(PREDICTIVE_UNIT_(HTTP_SERVICE_PORT|GRPC_SERVICE_PORT|PARAMETERS|ID|IMAGE|METRICS_.*)|MLSERVER_(HTTP_PORT|GRPC_PORT|MODEL_URI|MODEL_NAME|METRICS_.*)|PREDICTOR_(ID|LABELS)|SELDON_(DEPLOYMENT_ID|EXECUTOR_ENABLED))$/;

/** docs/reference/deployment.md has the same rows. */
export const DIFFERENCES: readonly DeploymentDifference[] = [
  {
    name: 'replicas as text',
    about: '`replicas: "1"` is taken for 1 at every level, as the older operators did',
    shows: ({ input }) => someValue(input, (key, value) => key === 'replicas' && /^\d+$/.test(textOf(value))),
    in: ['admission'],
  },
  {
    name: 'resources of another operator',
    about: 'the label `seldon.io/controller-id` does not keep a resource from being checked',
    shows: ({ id }) => /^settings\/id-labelled-invalid\//.test(id),
    in: ['admission'],
  },
  {
    name: 'broken configuration of servers',
    about: 'it is refused when it is read, so that deployments are still checked',
    shows: ({ id }) => /^settings\/configmap-bad-json\//.test(id),
    in: ['admission'],
  },
  {
    name: 'children without a list',
    about: 'a single child without its dash is taken, with a warning',
    shows: ({ input }) =>
      someValue(input, (key, value) => key === 'children' && typeof value === 'object' && value !== null && !Array.isArray(value)),
    in: ['admission'],
  },
  {
    name: 'two nodes of one name',
    about: 'both get the address of their container, not only the first',
    shows: ({ input }) => hasTwinNodes(input),
    in: ['graph'],
  },
  {
    name: 'empty implementation',
    about: '`implementation: ""` is as if it were not there: the type is MODEL where nothing else is said',
    shows: ({ input }) => someValue(input, (key, value) => key === 'implementation' && value === ''),
    in: ['graph'],
  },
  {
    name: 'deep graphs',
    about: 'nodes more than 10 levels below the root are kept here (with a warning: on a cluster the resource has no room for them)',
    shows: ({ input }) => isDeeperThan(input, 10),
    in: ['graph', 'places', 'environment'],
  },
  {
    name: 'own variables of containers',
    about: 'a variable that stands in the container and has a meaning to Seldon never makes the others vanish, and no name is there twice',
    shows: ({ input }) => someValue(input, (key, value) => key === 'name' && OWN_VARIABLES.test(textOf(value))),
    in: ['environment'],
  },
  {
    name: 'metrics of V2 servers',
    about: 'they keep the port `metrics`, so that Prometheus finds it',
    shows: ({ input }) => isV2(input) && someValue(input, (key, value) => key === 'implementation' && /_SERVER$/.test(textOf(value))),
    in: ['metrics'],
  },
  {
    name: 'own images of TENSORFLOW_SERVER',
    about: 'an image that its container names counts; with Seldon that of the proxy takes its place, unless the protocol is tensorflow',
    in: ['other'],
  },
  {
    name: 'images of the environment',
    about: 'RELATED_IMAGE variables of the operator are a matter of the operator, not of the deployment',
    shows: ({ env }) => env === 'related-images',
    in: ['images'],
  },
  {
    name: 'fields of pods',
    about: 'fields that Kubernetes got after Seldon Core 1.18 are passed on, not dropped',
    shows: ({ id }) => /^podspec\/newer-pod-fields\//.test(id),
    in: ['other'],
  },
  {
    name: 'rare parts of pods',
    about: 'details of rare volumes (iSCSI, Ceph and so on), of gates and of the metadata of componentSpecs are passed on unchecked; a cluster refuses wrong ones',
    in: ['other'],
  },
  {
    name: 'no engine, and a separate one',
    about: 'with `no-engine` and `engine-separate-pod` the endpoint of the node says localhost, not its Service; nothing reads it',
    in: ['other'],
  },
  {
    name: 'units without a pod',
    about: 'a graph of built-in units only gets a pod for what runs it; with Seldon it always fails',
    shows: ({ id }) => /^implementations\/simple-model-/.test(id),
    in: ['other'],
  },
  {
    name: 'pods that come before the nodes',
    about: 'what runs the graph is beside the first componentSpec with a node; with Seldon such a file always fails',
    in: ['other'],
  },
  {
    name: 'misspelt words',
    about: 'unknown fields, types, methods and annotations are taken as Seldon takes them, but with a warning that names the one meant',
    in: ['other'],
  },
];

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
