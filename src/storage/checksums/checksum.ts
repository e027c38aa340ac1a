/** A checksum that a store names for a file. */
export interface Checksum {
  readonly algorithm: 'crc32' | 'crc32c' | 'crc64nvme' | 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** Lower case hexadecimal. */
  readonly hex: string;
}

/** From the base64 of a header to a checksum; undefined when it has not the length that the algorithm gives. */
export function checksumFromBase64(algorithm: Checksum['algorithm'], base64: string): Checksum | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === DIGEST_BYTES[algorithm] ? { algorithm, hex: bytes.toString('hex') } : undefined;
}

const DIGEST_BYTES: Readonly<Record<Checksum['algorithm'], number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
};
