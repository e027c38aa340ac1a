import type { Schema } from './field.ts';

const REPLICAS = { kind: 'integer', mayBeText: true } as const;

/** SeldonDeployment, the same for v1, v1alpha2 and v1alpha3. The first entry is the root. */
export const DEPLOYMENT_TYPES = {
  SeldonDeployment: {
    about: 'Models to be served, as inference graphs',
    fields: {
      apiVersion: {
        type: {
          kind: 'text',
          known: [
            'machinelearning.seldon.io/v1',
            'machinelearning.seldon.io/v1alpha2',
            'machinelearning.seldon.io/v1alpha3',
          ],
          strict: true,
        },
        required: true,
        example: 'apiVersion: machinelearning.seldon.io/v1',
        about: 'The three versions have the same fields',
      },
      kind: { type: { kind: 'text', known: ['SeldonDeployment'], strict: true }, required: true, example: 'kind: SeldonDeployment', about: 'Always SeldonDeployment' },
      metadata: {
        type: { kind: 'object', name: 'ObjectMeta' },
        required: true,
        example: 'metadata with a name',
        about: 'Name, namespace, labels and annotations of the object',
      },
      spec: { type: { kind: 'object', name: 'SeldonDeploymentSpec' }, required: true, example: 'spec with predictors', about: 'What is to run' },
      status: { type: { kind: 'free' }, legacy: true, about: 'Written by the operator; ignored when it is applied' },
    },
  },
  ObjectMeta: {
    about: 'Metadata of a Kubernetes object',
    open: true,
    fields: {
      name: {
        type: { kind: 'text' },
        about: 'Name of the deployment. It is part of every path and object name; lower case letters, digits and dashes',
      },
      namespace: { type: { kind: 'text' }, byDefault: 'default', about: 'Namespace, a part of every path' },
      labels: { type: { kind: 'texts' }, about: 'Labels' },
      annotations: { type: { kind: 'texts' }, about: 'Annotations. They do not reach pods; those of the spec do' },
      generateName: { type: { kind: 'text' }, about: 'Start of a name that the API server completes' },
      creationTimestamp: { type: { kind: 'text' }, about: 'Written by the API server' },
      deletionTimestamp: { type: { kind: 'text' }, about: 'Written by the API server' },
      finalizers: { type: { kind: 'list', of: { kind: 'text' } }, about: 'Who must be asked before the object goes' },
      generation: { type: { kind: 'number' }, about: 'Written by the API server' },
      managedFields: { type: { kind: 'list', of: { kind: 'free' } }, about: 'Written by the API server' },
      ownerReferences: { type: { kind: 'list', of: { kind: 'free' } }, about: 'Objects that this one goes with' },
      resourceVersion: { type: { kind: 'text' }, about: 'Written by the API server' },
      selfLink: { type: { kind: 'text' }, about: 'Written by old API servers' },
      uid: { type: { kind: 'text' }, about: 'Written by the API server' },
    },
  },
  SeldonDeploymentSpec: {
    about: 'The predictors and what they have in common',
    fields: {
      predictors: {
        type: { kind: 'list', of: { kind: 'object', name: 'PredictorSpec' } },
        required: true,
        example: 'predictors: a list of objects with name and graph',
        about: 'At least one. Several share the requests by `traffic`, or one of them is a shadow',
      },
      protocol: {
        type: { kind: 'text', known: ['seldon', 'tensorflow', 'v2', 'kfserving'], strict: true },
        byDefault: 'seldon',
        about: 'Protocol between the nodes of the graph and of prepackaged servers. `kfserving` is another name of `v2`',
      },
      transport: {
        type: { kind: 'text', known: ['rest', 'grpc'], strict: true },
        byDefault: 'rest',
        about: 'Between pods and for probes. Callers are always served over both',
      },
      replicas: {
        type: REPLICAS,
        about: 'Copies of every pod that has no number of its own; the target of `kubectl scale`. A text of digits is taken too',
      },
      serverType: {
        type: { kind: 'text', known: ['rpc', 'kafka'], strict: true },
        byDefault: 'rpc',
        about: 'Where requests come from: HTTP and gRPC, or a Kafka topic',
      },
      annotations: {
        type: { kind: 'texts' },
        about: 'Settings (see the list of annotations); copied to pods',
      },
      name: { type: { kind: 'text' }, legacy: true, about: 'Names come from `metadata.name`' },
      oauth_key: { type: { kind: 'text' }, legacy: true, about: 'Of a gateway that is no more' },
      oauth_secret: { type: { kind: 'text' }, legacy: true, about: 'Of a gateway that is no more' },
    },
  },
  PredictorSpec: {
    about: 'One inference graph with the pods that it needs',
    fields: {
      name: { type: { kind: 'text' }, required: true, about: 'Unique in the deployment; a part of every object name' },
      graph: { type: { kind: 'object', name: 'PredictiveUnit' }, required: true, example: 'graph with the name of a node', about: 'Root of the inference graph' },
      componentSpecs: {
        type: { kind: 'list', of: { kind: 'object', name: 'ComponentSpec' } },
        fill: 'list',
        about: 'The pods. Needed for nodes without an implementation; adjusts the containers of prepackaged servers',
      },
      replicas: { type: REPLICAS, about: 'Copies of every pod of the predictor that has no number of its own' },
      annotations: { type: { kind: 'texts' }, about: 'Settings; copied to pods and Services of the predictor' },
      labels: { type: { kind: 'texts' }, byDefault: 'version: the name of the predictor', about: 'Labels of the pods' },
      svcOrchSpec: { type: { kind: 'object', name: 'SvcOrchSpec' }, about: 'Settings of what runs the graph' },
      traffic: {
        type: { kind: 'integer' },
        byDefault: '0',
        about: 'Percent of the requests. All predictors together (without shadows) must have 100; a single one needs none',
      },
      explainer: { type: { kind: 'object', name: 'Explainer' }, about: 'Explains the predictions of the graph' },
      shadow: {
        type: { kind: 'flag' },
        byDefault: 'false',
        about: 'Gets a copy of the requests (`traffic` percent of them, else all); its answers go nowhere',
      },
      ssl: { type: { kind: 'object', name: 'Ssl' }, about: 'TLS between the pods' },
      progressDeadlineSeconds: { type: { kind: 'integer' }, about: 'After it a pod that does not get ready counts as failed' },
      engineResources: { type: { kind: 'object', name: 'Resources' }, legacy: true, about: 'Use `svcOrchSpec.resources`' },
    },
  },
  PredictiveUnit: {
    about: 'A node of the graph: a model, router, combiner or transformer',
    fields: {
      name: {
        type: { kind: 'text' },
        required: true,
        example: 'name: that of a container in componentSpecs',
        about: 'Name of a container in `componentSpecs`, or any other name where there is an implementation',
      },
      type: {
        type: {
          kind: 'text',
          known: ['MODEL', 'ROUTER', 'COMBINER', 'TRANSFORMER', 'OUTPUT_TRANSFORMER', 'UNKNOWN_TYPE'],
        },
        byDefault: 'MODEL, where implementation and methods are absent too',
        about: 'What the node does with a request',
      },
      implementation: {
        type: { kind: 'text' },
        byDefault: 'UNKNOWN_IMPLEMENTATION (the container)',
        about:
          'A built-in unit (SIMPLE_MODEL, SIMPLE_ROUTER, RANDOM_ABTEST, AVERAGE_COMBINER) or a prepackaged server (see the list of servers)',
      },
      methods: {
        type: {
          kind: 'list',
          of: {
            kind: 'text',
            known: ['TRANSFORM_INPUT', 'TRANSFORM_OUTPUT', 'ROUTE', 'AGGREGATE', 'SEND_FEEDBACK'],
          },
        },
        about: 'Methods to call beside those of the type',
      },
      children: {
        type: { kind: 'list', of: { kind: 'object', name: 'PredictiveUnit' }, mayBeOne: true },
        fill: 'list',
        about: 'The nodes below. On a cluster at most 10 levels of them are kept',
      },
      endpoint: { type: { kind: 'object', name: 'Endpoint' }, about: 'Where the node listens; filled in' },
      parameters: {
        type: { kind: 'list', of: { kind: 'object', name: 'UnitParameter' } },
        fill: 'list',
        about: 'Arguments of the class, the built-in unit or the prepackaged server',
      },
      modelUri: { type: { kind: 'text' }, about: 'Where the model is: `gs://`, `s3://`, `pvc://` and so on. Needed for prepackaged servers' },
      serviceAccountName: { type: { kind: 'text' }, about: 'Service account whose secrets open the storage' },
      envSecretRefName: { type: { kind: 'text' }, about: 'Secret whose entries become the environment of the download' },
      storageInitializerImage: { type: { kind: 'text' }, about: 'Image that downloads the model' },
      logger: { type: { kind: 'object', name: 'UnitLogger' }, about: 'Sends requests or answers of the node to a log' },
    },
  },
  Endpoint: {
    about: 'Where a node listens',
    fields: {
      service_host: { type: { kind: 'text' }, about: 'Host; filled in for nodes with a container' },
      service_port: { type: { kind: 'integer' }, about: 'Port of the transport; filled in' },
      type: {
        type: { kind: 'text', known: ['REST', 'GRPC'] },
        about: 'Older form of `spec.transport`; the same for all nodes',
      },
      httpPort: { type: { kind: 'integer' }, about: 'HTTP port; filled in (9000 and up)' },
      grpcPort: { type: { kind: 'integer' }, about: 'gRPC port; filled in (9500 and up)' },
    },
  },
  UnitParameter: {
    about: 'An argument. The value is a text whatever the type',
    fields: {
      name: { type: { kind: 'text' }, required: true, about: 'Name of the argument' },
      value: { type: { kind: 'text' }, required: true, about: 'Its value as text: `"0.5"`' },
      type: {
        type: { kind: 'text', known: ['INT', 'FLOAT', 'DOUBLE', 'STRING', 'BOOL'] },
        required: true,
        example: 'type: STRING (or INT, FLOAT, DOUBLE, BOOL)',
        about: 'What the text is turned into',
      },
    },
  },
  UnitLogger: {
    about: 'Log of payloads',
    fields: {
      url: { type: { kind: 'text' }, about: 'Where the entries go, as CloudEvents' },
      mode: { type: { kind: 'text', known: ['request', 'response', 'all'] }, about: 'Which payloads; must be given' },
    },
  },
  SvcOrchSpec: {
    about: 'Settings of what runs the graph',
    fields: {
      resources: { type: { kind: 'object', name: 'Resources' }, about: 'Kubernetes resource requirements' },
      env: { type: { kind: 'list', of: { kind: 'object', name: 'EnvVar' } }, about: 'Environment' },
      replicas: { type: REPLICAS, about: 'Copies, where it has a pod of its own' },
    },
  },
  Explainer: {
    about: 'An explainer of the predictor. It is on when `type` is given',
    fields: {
      type: {
        type: {
          kind: 'text',
          known: [
            'AnchorTabular',
            'AnchorImages',
            'AnchorText',
            'Counterfactuals',
            'Contrastive',
            'KernelShap',
            'IntegratedGradients',
            'ALE',
            'TreeShap',
          ],
        },
        about: 'Method of explanation',
      },
      modelUri: { type: { kind: 'text' }, about: 'Where the saved explainer is' },
      serviceAccountName: { type: { kind: 'text' }, about: 'Service account whose secrets open the storage' },
      containerSpec: { type: { kind: 'object', name: 'Container' }, about: 'Adjusts the container' },
      config: { type: { kind: 'texts' }, about: 'Options of the method' },
      endpoint: { type: { kind: 'object', name: 'Endpoint' }, about: 'Port (`service_port`, 9000)' },
      envSecretRefName: { type: { kind: 'text' }, about: 'Secret whose entries become the environment of the download' },
      storageInitializerImage: { type: { kind: 'text' }, about: 'Image that downloads the explainer' },
      replicas: { type: REPLICAS, about: 'Copies' },
      initParameters: { type: { kind: 'text' }, about: 'Arguments as JSON text (V2 protocol)' },
    },
  },
  Ssl: {
    about: 'TLS of the pods',
    fields: { certSecretName: { type: { kind: 'text' }, about: 'Secret with tls.crt and tls.key' } },
  },
  ComponentSpec: {
    about: 'A pod: containers that are started, scaled and replaced together',
    fields: {
      metadata: { type: { kind: 'object', name: 'ObjectMeta' }, about: 'Its name, labels and annotations' },
      spec: { type: { kind: 'object', name: 'PodSpec' }, fill: 'pod', about: 'Kubernetes PodSpec' },
      replicas: { type: REPLICAS, about: 'Copies of this pod; comes before those of predictor and spec' },
      hpaSpec: { type: { kind: 'object', name: 'HpaSpec' }, about: 'Scales by a HorizontalPodAutoscaler' },
      kedaSpec: { type: { kind: 'object', name: 'KedaSpec' }, about: 'Scales by KEDA; comes before `hpaSpec`' },
      pdbSpec: { type: { kind: 'object', name: 'PdbSpec' }, about: 'PodDisruptionBudget' },
    },
  },
  HpaSpec: {
    about: 'A HorizontalPodAutoscaler',
    fields: {
      minReplicas: { type: { kind: 'integer' }, about: 'Fewest copies' },
      maxReplicas: { type: { kind: 'integer' }, required: true, example: 'maxReplicas: 3', about: 'Most copies' },
      metrics: { type: { kind: 'list', of: { kind: 'object', name: 'Metric' } }, about: 'Metrics in the form autoscaling/v2beta1' },
      metricsv2: { type: { kind: 'list', of: { kind: 'object', name: 'MetricV2' } }, about: 'Metrics in the form autoscaling/v2' },
    },
  },
  KedaSpec: {
    about: 'A KEDA ScaledObject',
    fields: {
      pollingInterval: { type: { kind: 'integer' }, about: 'Seconds between looks at the triggers' },
      cooldownPeriod: { type: { kind: 'integer' }, about: 'Seconds before it scales down to none' },
      minReplicaCount: { type: { kind: 'integer' }, about: 'Fewest copies' },
      maxReplicaCount: { type: { kind: 'integer' }, about: 'Most copies' },
      idleReplicaCount: { type: { kind: 'integer' }, about: 'Copies while no trigger is active' },
      advanced: { type: { kind: 'object', name: 'KedaAdvanced' }, about: 'As in KEDA' },
      triggers: { type: { kind: 'list', of: { kind: 'object', name: 'KedaTrigger' } }, required: true, about: 'What it watches' },
      fallback: { type: { kind: 'object', name: 'KedaFallback' }, about: 'As in KEDA' },
    },
  },
  KedaTrigger: {
    about: 'What a KEDA ScaledObject watches',
    open: true,
    fields: {
      type: { type: { kind: 'text' }, required: true, about: 'Kind of the trigger, as `prometheus`' },
      metadata: { type: { kind: 'texts' }, required: true, about: 'Its settings; numbers need quotes' },
      name: { type: { kind: 'text' }, about: 'Its name' },
      authenticationRef: { type: { kind: 'object', name: 'KedaAuthentication' }, about: 'As in KEDA' },
      metricType: { type: { kind: 'text' }, about: 'As in KEDA' },
    },
  },
  PdbSpec: {
    about: 'A PodDisruptionBudget',
    fields: {
      minAvailable: { type: { kind: 'integerOrText' }, about: 'Copies that must stay, `1` or `"90%"`' },
      maxUnavailable: { type: { kind: 'integerOrText' }, about: 'Copies that may be missing, `1` or `"10%"`' },
    },
  },
} as const satisfies Schema;
