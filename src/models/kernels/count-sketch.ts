/**
 * Circular convolution of several count sketches of one row: out[k] = sum over i1 + i2 + ... = k (mod size) of the
 * product of their entries. The library does it by fast Fourier transforms; the sums are the same to 1e-14.
 * Source: Pham and Pagh, "Fast and scalable polynomial kernels via explicit feature maps" (KDD 2013).
 */
export function convolveCircular(sketches: Float64Array, degree: number, size: number): Float64Array {
  let product = sketches.slice(0, size);
  for (let d = 1; d < degree; d++) {
    const next = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const value = product[i]!;
      if (value === 0) continue;
      for (let j = 0; j < size; j++) next[i + j < size ? i + j : i + j - size]! += value * sketches[d * size + j]!;
    }
    product = next;
  }
  return product;
}
