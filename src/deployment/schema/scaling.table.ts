import type { Schema } from './field.ts';
import { AMOUNT, FLAG, INTEGER, K8S, TEXT } from './field-types.ts';


/** Details of autoscaling: HorizontalPodAutoscalers (v2beta1 and v2) and KEDA. */
export const SCALING_TYPES = {
  KedaAdvanced: {
    about: 'Advanced settings of KEDA',
    open: true,
    isDetail: true,
    fields: {
      horizontalPodAutoscalerConfig: { type: { kind: 'object', name: 'KedaAutoscaler' }, about: K8S },
      restoreToOriginalReplicaCount: { type: FLAG, about: K8S },
    },
  },
  KedaAutoscaler: {
    about: 'The autoscaler that KEDA makes',
    open: true,
    isDetail: true,
    fields: {
      behavior: { type: { kind: 'object', name: 'ScalingBehavior' }, about: K8S },
    },
  },
  ScalingBehavior: {
    about: 'How fast it scales',
    open: true,
    isDetail: true,
    fields: {
      scaleDown: { type: { kind: 'object', name: 'ScalingRules' }, about: K8S },
      scaleUp: { type: { kind: 'object', name: 'ScalingRules' }, about: K8S },
    },
  },
  ScalingRules: {
    about: 'How fast it scales in one direction',
    open: true,
    isDetail: true,
    fields: {
      policies: { type: { kind: 'list', of: { kind: 'object', name: 'ScalingPolicy' } }, about: K8S },
      selectPolicy: { type: TEXT, about: K8S },
      stabilizationWindowSeconds: { type: INTEGER, about: K8S },
    },
  },
  ScalingPolicy: {
    about: 'How much in how many seconds',
    open: true,
    isDetail: true,
    fields: {
      periodSeconds: { type: INTEGER, required: true, about: K8S },
      type: { type: TEXT, required: true, about: K8S },
      value: { type: INTEGER, required: true, about: K8S },
    },
  },
  KedaFallback: {
    about: 'Copies when triggers fail',
    open: true,
    isDetail: true,
    fields: {
      failureThreshold: { type: INTEGER, required: true, about: K8S },
      replicas: { type: INTEGER, required: true, about: K8S },
    },
  },
  KedaAuthentication: {
    about: 'A TriggerAuthentication',
    open: true,
    isDetail: true,
    fields: {
      kind: { type: TEXT, about: K8S },
      name: { type: TEXT, required: true, about: K8S },
    },
  },
  OldResource: {
    about: 'A resource (v2beta1)',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, required: true, about: K8S },
      targetAverageUtilization: { type: INTEGER, about: K8S },
      targetAverageValue: { type: AMOUNT, about: K8S },
    },
  },
  OldContainerResource: {
    about: 'A resource of a container (v2beta1)',
    open: true,
    isDetail: true,
    fields: {
      container: { type: TEXT, required: true, about: K8S },
      name: { type: TEXT, required: true, about: K8S },
      targetAverageUtilization: { type: INTEGER, about: K8S },
      targetAverageValue: { type: AMOUNT, about: K8S },
    },
  },
  OldPods: {
    about: 'A metric of pods (v2beta1)',
    open: true,
    isDetail: true,
    fields: {
      metricName: { type: TEXT, required: true, about: K8S },
      selector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
      targetAverageValue: { type: AMOUNT, required: true, about: K8S },
    },
  },
  OldObject: {
    about: 'A metric of an object (v2beta1)',
    open: true,
    isDetail: true,
    fields: {
      averageValue: { type: AMOUNT, about: K8S },
      metricName: { type: TEXT, required: true, about: K8S },
      selector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
      target: { type: { kind: 'object', name: 'ObjectReference' }, required: true, about: K8S },
      targetValue: { type: AMOUNT, required: true, about: K8S },
    },
  },
  ObjectReference: {
    about: 'An object',
    open: true,
    isDetail: true,
    fields: {
      apiVersion: { type: TEXT, about: K8S },
      kind: { type: TEXT, required: true, about: K8S },
      name: { type: TEXT, required: true, about: K8S },
    },
  },
  OldExternal: {
    about: 'A metric from elsewhere (v2beta1)',
    open: true,
    isDetail: true,
    fields: {
      metricName: { type: TEXT, required: true, about: K8S },
      metricSelector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
      targetAverageValue: { type: AMOUNT, about: K8S },
      targetValue: { type: AMOUNT, about: K8S },
    },
  },
  ResourceMetric: {
    about: 'A resource',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, required: true, about: K8S },
      target: { type: { kind: 'object', name: 'MetricTarget' }, required: true, about: K8S },
    },
  },
  MetricTarget: {
    about: 'What is aimed at',
    open: true,
    isDetail: true,
    fields: {
      averageUtilization: { type: INTEGER, about: K8S },
      averageValue: { type: AMOUNT, about: K8S },
      type: { type: TEXT, required: true, about: K8S },
      value: { type: AMOUNT, about: K8S },
    },
  },
  ContainerResourceMetric: {
    about: 'A resource of a container',
    open: true,
    isDetail: true,
    fields: {
      container: { type: TEXT, required: true, about: K8S },
      name: { type: TEXT, required: true, about: K8S },
      target: { type: { kind: 'object', name: 'MetricTarget' }, required: true, about: K8S },
    },
  },
  PodsMetric: {
    about: 'A metric of pods',
    open: true,
    isDetail: true,
    fields: {
      metric: { type: { kind: 'object', name: 'MetricIdentifier' }, required: true, about: K8S },
      target: { type: { kind: 'object', name: 'MetricTarget' }, required: true, about: K8S },
    },
  },
  MetricIdentifier: {
    about: 'A metric',
    open: true,
    isDetail: true,
    fields: {
      name: { type: TEXT, required: true, about: K8S },
      selector: { type: { kind: 'object', name: 'LabelSelector' }, about: K8S },
    },
  },
  ObjectMetric: {
    about: 'A metric of an object',
    open: true,
    isDetail: true,
    fields: {
      describedObject: { type: { kind: 'object', name: 'ObjectReference' }, required: true, about: K8S },
      metric: { type: { kind: 'object', name: 'MetricIdentifier' }, required: true, about: K8S },
      target: { type: { kind: 'object', name: 'MetricTarget' }, required: true, about: K8S },
    },
  },
  ExternalMetric: {
    about: 'A metric from elsewhere',
    open: true,
    isDetail: true,
    fields: {
      metric: { type: { kind: 'object', name: 'MetricIdentifier' }, required: true, about: K8S },
      target: { type: { kind: 'object', name: 'MetricTarget' }, required: true, about: K8S },
    },
  },
  MetricV2: {
    about: 'A metric of a HorizontalPodAutoscaler, in the form autoscaling/v2',
    open: true,
    isDetail: true,
    fields: {
      type: { type: TEXT, required: true, about: K8S },
      resource: { type: { kind: 'object', name: 'ResourceMetric' }, about: K8S },
      containerResource: { type: { kind: 'object', name: 'ContainerResourceMetric' }, about: K8S },
      pods: { type: { kind: 'object', name: 'PodsMetric' }, about: K8S },
      object: { type: { kind: 'object', name: 'ObjectMetric' }, about: K8S },
      external: { type: { kind: 'object', name: 'ExternalMetric' }, about: K8S },
    },
  },
} as const satisfies Schema;
