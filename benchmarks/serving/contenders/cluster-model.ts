import type { Tensor } from 'radiant';

/** The seed's cluster model by hand: the nearest of two centres. */
export class ClusterModel {
  predict(x: Tensor): number[] {
    const data = x.data as ArrayLike<number | bigint>;
    const labels: number[] = [];
    for (let row = 0; row < data.length; row += 2) {
      const distance = Math.abs(Number(data[row]) - 1) - Math.abs(Number(data[row]) - 10);
      labels.push(distance < 0 ? 1 : 0);
    }
    return labels;
  }
}
