/**
 * Numbers in [0, 1) that a seed repeats: mulberry32 with 53 bits of two draws.
 * Source: T. Ettinger, mulberry32, public domain.
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => ((draw() >>> 5) * 67_108_864 + (draw() >>> 6)) / 9_007_199_254_740_992;
}
