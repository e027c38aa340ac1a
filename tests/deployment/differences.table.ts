/** A way in which Radiant takes deployments otherwise than Seldon Core 1.18.2, with the recorded cases that show it. */
export interface DeploymentDifference {
  readonly name: string;
  readonly about: string;
  /** Absent: nothing recorded shows it; src/deployment/parse-deployment.test.ts does. */
  readonly cases?: RegExp;
  /** What is different: whether it is accepted, or what is made of it. `other` is not compared. */
  readonly in: 'admission' | 'graph' | 'images' | 'metrics' | 'environment' | 'other';
}

/** docs/reference/deployment.md has the same rows. */
export const DIFFERENCES: readonly DeploymentDifference[] = [
  {
    name: 'replicas as text',
    about: '`replicas: "1"` is taken for 1 at every level, as the older operators did',
    cases: /^00-seed-1\/|^scaling\/replicas-string-(spec|component)\//,
    in: 'admission',
  },
  {
    name: 'resources of another operator',
    about: 'the label `seldon.io/controller-id` does not keep a resource from being checked',
    cases: /^settings\/id-labelled-invalid\//,
    in: 'admission',
  },
  {
    name: 'broken configuration of servers',
    about: 'it is refused when it is read, so that deployments are still checked',
    cases: /^settings\/configmap-bad-json\//,
    in: 'admission',
  },
  {
    name: 'two nodes of one name',
    about: 'both get the address of their container, not only the first',
    cases: /^pods\/same-name-two-nodes\//,
    in: 'graph',
  },
  {
    name: 'empty implementation',
    about: '`implementation: ""` is as if it were not there: the type is MODEL where nothing else is said',
    cases: /^invalid\/implementation-empty\//,
    in: 'graph',
  },
  {
    name: 'own variables of containers',
    about: 'a variable that stands in the container and has a meaning to Seldon never makes the others vanish, and no name is there twice',
    cases: /^podspec\/user-env-(predictive-unit-(http|grpc|id|metrics)|predictor-labels)/,
    in: 'environment',
  },
  {
    name: 'metrics of V2 servers',
    about: 'they keep the port `metrics`, so that Prometheus finds it',
    cases:
      /^(explainers\/v2|implementations\/(\w+-server-(v2|kfserving)|triton-no|sklearn-v2)|orchestrator\/no-engine-sklearn-v2|transport\/triton|06-simple|16-iris)/,
    in: 'metrics',
  },
  {
    name: 'images of the environment',
    about: 'RELATED_IMAGE variables of the operator are a matter of the operator, not of the deployment',
    cases: /^settings\/related-images/,
    in: 'images',
  },
  {
    name: 'fields of pods',
    about: 'fields that Kubernetes got after Seldon Core 1.18 are passed on, not dropped',
    cases: /^podspec\/newer-pod-fields\//,
    in: 'other',
  },
  {
    name: 'units without a pod',
    about: 'a graph of built-in units only gets a pod for what runs it; with Seldon it always fails',
    cases: /^implementations\/simple-model-/,
    in: 'other',
  },
  {
    name: 'pods that come before the nodes',
    about: 'what runs the graph is beside the first componentSpec with a node; with Seldon such a file always fails',
    in: 'other',
  },
  {
    name: 'deep graphs',
    about: 'nodes more than 10 levels below the root are kept here (with a warning: on a cluster the resource has no room for them)',
    in: 'other',
  },
  {
    name: 'children without a list',
    about: 'a single child without its dash is taken, with a warning',
    in: 'other',
  },
  {
    name: 'misspelt words',
    about: 'unknown fields, types, methods and annotations are taken as Seldon takes them, but with a warning that names the one meant',
    in: 'other',
  },
];
