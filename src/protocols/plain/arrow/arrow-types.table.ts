/** The types of Arrow's format by their number in the union Type (Schema.fbs), as far as they are named here. */
export const ARROW_TYPES = {
  null: 1,
  int: 2,
  floatingPoint: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  fixedSizeList: 16,
  largeBinary: 19,
  largeUtf8: 20,
} as const;

/** For messages. */
export const ARROW_TYPE_NAMES: Readonly<Record<number, string>> = {
  7: 'decimal',
  8: 'date',
  9: 'time',
  10: 'timestamp',
  11: 'interval',
  12: 'list',
  13: 'struct',
  14: 'union',
  15: 'fixed size binary',
  17: 'map',
  18: 'duration',
  21: 'large list',
  22: 'run-end encoded',
  23: 'binary view',
  24: 'string view',
};

/** What a message holds (Message.fbs, MessageHeader). */
export const ARROW_HEADERS = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
