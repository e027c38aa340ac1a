/** The wire types of protobuf: what the lower three bits of a tag say. Source: the protobuf encoding specification. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** Messages nested deeper than this are refused, as by the protobuf runtimes of Python, Java and C++. */
export const MAX_MESSAGE_DEPTH = 100;
