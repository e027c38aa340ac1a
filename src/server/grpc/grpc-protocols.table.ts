import { DESCRIPTOR_SET_BASE64, SELDON_GRPC_SERVICES } from '../../protocols/seldon/index.ts';
import {
  DESCRIPTOR_SET_BASE64 as TENSORFLOW_DESCRIPTOR_SET_BASE64,
  TENSORFLOW_GRPC_SERVICES,
} from '../../protocols/tensorflow/index.ts';
import { DESCRIPTOR_SET_BASE64 as V2_DESCRIPTOR_SET_BASE64, V2_GRPC_SERVICES } from '../../protocols/v2/index.ts';
import type { DoorOptions } from '../door.ts';
import type { Method } from './call/method.ts';
import { seldonMethods } from './seldon/seldon-methods.ts';
import { tensorflowMethods } from './tensorflow/tensorflow-methods.ts';
import { v2Methods } from './v2/v2-methods.ts';

/** What a protocol adds to the gRPC door. */
export interface GrpcProtocol {
  /** Full names, for health and reflection. */
  readonly services: readonly string[];
  readonly methods: (options: DoorOptions) => readonly Method[];
  /** A serialized FileDescriptorSet as base64: the services and all that their files import. Files of equal names are the same. */
  readonly descriptorSet: string;
}

/** The protocols of the gRPC door. */
export const GRPC_PROTOCOLS: Readonly<Record<string, GrpcProtocol>> = {
  seldon: {
    services: Object.keys(SELDON_GRPC_SERVICES),
    methods: ({ service }) => seldonMethods(service),
    descriptorSet: DESCRIPTOR_SET_BASE64,
  },
  tensorflow: {
    services: Object.keys(TENSORFLOW_GRPC_SERVICES),
    methods: tensorflowMethods,
    descriptorSet: TENSORFLOW_DESCRIPTOR_SET_BASE64,
  },
  v2: {
    services: Object.keys(V2_GRPC_SERVICES),
    methods: v2Methods,
    descriptorSet: V2_DESCRIPTOR_SET_BASE64,
  },
};
