import type { Schema } from './field.ts';
import { AMOUNT, FLAG, INTEGER, K8S, NUMBER, TEXT, TEXTS } from './field-types.ts';

const STRINGS = { kind: 'texts' } as const;

/** Details of pods (core/v1) that the API server checks and Radiant passes on. */
export const POD_DETAIL_TYPES = {
  Affinity: {
    about: 'Which machines a pod wants',
    open: true,
    isDetail: true,
    fields: {
      nodeAffinity: { type: { kind: 'object', name: 'NodeAffinity' }, about: K8S },
      podAffinity: { type: { kind: 'object', name: 'PodAffinity' }, about: K8S },
      podAntiAffinity: { type: { kind: 'object', name: 'PodAffinity' }, about: K8S },
    },
  },
  NodeAffinity: {
    about: 'Which labels a machine has',
    open: true,
    isDetail: true,
    fields: {
      preferredDuringSchedulingIgnoredDuringExecution: { type: { kind: 'list', of: { kind: 'object', name: 'PreferredNode' } }, about: K8S },
      requiredDuringSchedulingIgnoredDuringExecution: { type: { kind: 'object', name: 'RequiredNode' }, about: K8S },
    },
  },
  PreferredNode: {
    about: 'A wish with a weight',
    open: true,
    isDetail: true,
    fields: {
      preference: { type: { kind: 'object', name: 'NodeSelectorTerm' }, required: true, about: K8S },
      weight: { type: INTEGER, required: true, about: K8S },
    },
  },
  NodeSelectorTerm: {
    about: 'What a machine has',
    open: true,
    isDetail: true,
    fields: {
      matchExpressions: { type: { kind: 'list', of: { kind: 'object', name: 'SelectorRequirement' } }, about: K8S },
      matchFields: { type: { kind: 'list', of: { kind: 'object', name: 'SelectorRequirement' } }, about: K8S },
    },
  },
  SelectorRequirement: {
    about: 'A comparison of a label',
    open: true,
    isDetail: true,
    fields: {
      key: { type: TEXT, required: true, about: K8S },
      operator: { type: TEXT, required: true, about: K8S },
      values: { type: TEXTS, about: K8S },
    },
  },
  RequiredNode: {
    about: 'What a machine must have',
    open: true,
    isDetail: true,
    fields: {
      nodeSelectorTerms: { type: { kind: 'list', of: { kind: 'object', name: 'NodeSelectorTerm' } }, required: true, about: K8S },
    },
  },
  PodAffinity: {
    about: 'Which pods are near',
    open: true,
    isDetail: true,
    fields: {
      preferredDuringSchedulingIgnoredDuringExecution: { type: { kind: 'list', of: { kind: 'object', name: 'PreferredPod' } }, about: K8S },
      requiredDuringSchedulingIgnoredDuringExecution: { type: { kind: 'list', of: { kind: 'object', name: 'PodAffinityTerm' } }, about: K8S },
    },
  },
  PreferredPod: {
    about: 'A wish with a weight',
    open: true,
    isDetail: true,
    fields: {
      podAffinityTerm: { type: { kind: 'object', name: 'PodAffinityTerm' }, required: true, about: K8S },
      weight: { type: INTEGER, required: true, about: K8S },
    },
  },
  PodAffinityTerm: {
    about: 'Which pods, and what near means',
    open: true,
    isDetail: true,
    fields: {
      labelSelector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
      namespaceSelector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
      namespaces: { type: TEXTS, about: K8S },
      topologyKey: { type: TEXT, required: true, about: K8S },
    },
  },
  LabelSelector: {
    about: 'Which labels',
    open: true,
    isDetail: true,
    fields: {
      matchExpressions: { type: { kind: 'list', of: { kind: 'object', name: 'SelectorRequirement' } }, about: K8S },
      matchLabels: { type: STRINGS, about: K8S },
    },
  },
  HostAlias: {
    about: 'Names of an address',
    open: true,
    isDetail: true,
    fields: {
      hostnames: { type: TEXTS, about: K8S },
      ip: { type: TEXT, about: K8S },
    },
  },
  DnsConfig: {
    about: 'How names are looked up',
    open: true,
    isDetail: true,
    fields: {
      nameservers: { type: TEXTS, about: K8S },
      options: { type: { kind: 'list', of: { kind: 'object', name: 'DnsOption' } }, about: K8S },
      searches: { type: TEXTS, about: K8S },
    },
  },
  DnsOption: {
    about: 'An option of the resolver',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, about: K8S },
      value: { type: TEXT, about: K8S },
    },
  },
  TopologySpread: {
    about: 'How pods are spread',
    open: true,
    isDetail: true,
    fields: {
      labelSelector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
      matchLabelKeys: { type: TEXTS, about: K8S },
      maxSkew: { type: INTEGER, required: true, about: K8S },
      minDomains: { type: INTEGER, about: K8S },
      nodeAffinityPolicy: { type: TEXT, about: K8S },
      nodeTaintsPolicy: { type: TEXT, about: K8S },
      topologyKey: { type: TEXT, required: true, about: K8S },
      whenUnsatisfiable: { type: TEXT, required: true, about: K8S },
    },
  },
  VolumeDevice: {
    about: 'A volume as a device',
    open: true,
    isDetail: true,
    fields: {
      devicePath: { type: TEXT, required: true, about: K8S },
      name: { type: TEXT, required: true, about: K8S },
    },
  },
  ResizePolicy: {
    about: 'What happens when resources change',
    open: true,
    isDetail: true,
    fields: {
      resourceName: { type: TEXT, required: true, about: K8S },
      restartPolicy: { type: TEXT, required: true, about: K8S },
    },
  },
  Capabilities: {
    about: 'Rights of Linux',
    open: true,
    isDetail: true,
    fields: {
      add: { type: TEXTS, about: K8S },
      drop: { type: TEXTS, about: K8S },
    },
  },
  SeLinux: {
    about: 'Labels of SELinux',
    open: true,
    isDetail: true,
    fields: {
      level: { type: TEXT, about: K8S },
      role: { type: TEXT, about: K8S },
      type: { type: TEXT, about: K8S },
      user: { type: TEXT, about: K8S },
    },
  },
  Seccomp: {
    about: 'Which system calls',
    open: true,
    isDetail: true,
    fields: {
      localhostProfile: { type: TEXT, about: K8S },
      type: { type: TEXT, required: true, about: K8S },
    },
  },
  WindowsOptions: {
    about: 'Options on Windows',
    open: true,
    isDetail: true,
    fields: {
      gmsaCredentialSpec: { type: TEXT, about: K8S },
      gmsaCredentialSpecName: { type: TEXT, about: K8S },
      hostProcess: { type: FLAG, about: K8S },
      runAsUserName: { type: TEXT, about: K8S },
    },
  },
  Sysctl: {
    about: 'A setting of the kernel',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, required: true, about: K8S },
      value: { type: TEXT, required: true, about: K8S },
    },
  },
  GrpcProbe: {
    about: 'A gRPC health check',
    open: true,
    isDetail: true,
    fields: {
      port: { type: INTEGER, required: true, about: K8S },
      service: { type: TEXT, about: K8S },
    },
  },
  HttpHeader: {
    about: 'A header',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, required: true, about: K8S },
      value: { type: TEXT, required: true, about: K8S },
    },
  },
  ResourceClaim: {
    about: 'A claim of the pod',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, required: true, about: K8S },
    },
  },
  ConfigMapVolume: {
    about: 'Files from a ConfigMap',
    open: true,
    isDetail: true,
    fields: {
      defaultMode: { type: INTEGER, about: K8S },
      items: { type: { kind: 'list', of: { kind: 'object', name: 'KeyPath' } }, about: K8S },
      name: { type: TEXT, about: K8S },
      optional: { type: FLAG, about: K8S },
    },
  },
  KeyPath: {
    about: 'A key as a file',
    open: true,
    isDetail: true,
    fields: {
      key: { type: TEXT, required: true, about: K8S },
      mode: { type: INTEGER, about: K8S },
      path: { type: TEXT, required: true, about: K8S },
    },
  },
  DownwardVolume: {
    about: 'Files about the pod',
    open: true,
    isDetail: true,
    fields: {
      defaultMode: { type: INTEGER, about: K8S },
      items: { type: { kind: 'list', of: { kind: 'object', name: 'DownwardPath' } }, about: K8S },
    },
  },
  DownwardPath: {
    about: 'A field as a file',
    open: true,
    isDetail: true,
    fields: {
      fieldRef: { type: { kind: 'object', name: 'FieldReference' }, about: K8S },
      mode: { type: INTEGER, about: K8S },
      path: { type: TEXT, required: true, about: K8S },
      resourceFieldRef: { type: { kind: 'object', name: 'ResourceReference' }, about: K8S },
    },
  },
  EmptyDir: {
    about: 'A folder that goes with the pod',
    open: true,
    isDetail: true,
    fields: {
      medium: { type: TEXT, about: K8S },
      sizeLimit: { type: AMOUNT, about: K8S },
    },
  },
  HostPath: {
    about: 'A folder of the machine',
    open: true,
    isDetail: true,
    fields: {
      path: { type: TEXT, required: true, about: K8S },
      type: { type: TEXT, about: K8S },
    },
  },
  ClaimVolume: {
    about: 'A persistent volume',
    open: true,
    isDetail: true,
    fields: {
      claimName: { type: TEXT, required: true, about: K8S },
      readOnly: { type: FLAG, about: K8S },
    },
  },
  ProjectedVolume: {
    about: 'Several sources in one folder',
    open: true,
    isDetail: true,
    fields: {
      defaultMode: { type: INTEGER, about: K8S },
      sources: { type: { kind: 'list', of: { kind: 'object', name: 'ProjectedSource' } }, about: K8S },
    },
  },
  ProjectedSource: {
    about: 'One of the sources',
    open: true,
    isDetail: true,
    fields: {
      configMap: { type: { kind: 'object', name: 'ProjectedMap' }, about: K8S },
      downwardAPI: { type: { kind: 'object', name: 'ProjectedDownward' }, about: K8S },
      secret: { type: { kind: 'object', name: 'ProjectedMap' }, about: K8S },
      serviceAccountToken: { type: { kind: 'object', name: 'ProjectedToken' }, about: K8S },
    },
  },
  ProjectedMap: {
    about: 'Files from a ConfigMap or Secret',
    open: true,
    isDetail: true,
    fields: {
      items: { type: { kind: 'list', of: { kind: 'object', name: 'KeyPath' } }, about: K8S },
      name: { type: TEXT, about: K8S },
      optional: { type: FLAG, about: K8S },
    },
  },
  ProjectedDownward: {
    about: 'Files about the pod',
    open: true,
    isDetail: true,
    fields: {
      items: { type: { kind: 'list', of: { kind: 'object', name: 'DownwardPath' } }, about: K8S },
    },
  },
  ProjectedToken: {
    about: 'A token of the service account',
    open: true,
    isDetail: true,
    fields: {
      audience: { type: TEXT, about: K8S },
      expirationSeconds: { type: NUMBER, about: K8S },
      path: { type: TEXT, required: true, about: K8S },
    },
  },
  SecretVolume: {
    about: 'Files from a Secret',
    open: true,
    isDetail: true,
    fields: {
      defaultMode: { type: INTEGER, about: K8S },
      items: { type: { kind: 'list', of: { kind: 'object', name: 'KeyPath' } }, about: K8S },
      optional: { type: FLAG, about: K8S },
      secretName: { type: TEXT, about: K8S },
    },
  },
  CsiVolume: {
    about: 'A volume of a CSI driver',
    open: true,
    isDetail: true,
    fields: {
      driver: { type: TEXT, required: true, about: K8S },
      fsType: { type: TEXT, about: K8S },
      nodePublishSecretRef: { type: { kind: 'object', name: 'LocalReference' }, about: K8S },
      readOnly: { type: FLAG, about: K8S },
      volumeAttributes: { type: STRINGS, about: K8S },
    },
  },
  NfsVolume: {
    about: 'A folder of an NFS server',
    open: true,
    isDetail: true,
    fields: {
      path: { type: TEXT, required: true, about: K8S },
      readOnly: { type: FLAG, about: K8S },
      server: { type: TEXT, required: true, about: K8S },
    },
  },
} as const satisfies Schema;
