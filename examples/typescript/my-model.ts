import { errorWithStatus, type Model, response, rows, type Tensor } from 'radiant';

/** The centres that KMeans finds in the six points of examples/cluster. */
const CENTRES = [
  [10, 2],
  [1, 2],
] as const;

/** Says which of the centres a point is nearest to. */
export class MyModel implements Model {
  readonly #maxDistance: number;

  /** `maxDistance`: points farther away than this from every centre are tagged as outliers. */
  constructor({ maxDistance = 20 }: { maxDistance?: number }) {
    this.#maxDistance = maxDistance;
  }

  predict(x: Tensor) {
    const clusters: number[] = [];
    let outliers = 0;
    for (const point of rows(x)) {
      if (point.length !== 2) {
        throw errorWithStatus(400, `a point has ${point.length} coordinates, the model was made for 2`, 'BAD_POINT');
      }
      const distances = CENTRES.map(([left, up]) => Math.hypot((point[0] ?? 0) - left, (point[1] ?? 0) - up));
      const nearest = Math.min(...distances);
      clusters.push(distances.indexOf(nearest));
      if (nearest > this.#maxDistance) outliers++;
    }
    if (outliers === 0) return clusters;
    return response({
      data: clusters,
      tags: { outliers },
      metrics: [{ type: 'COUNTER', key: 'outliers', value: outliers }],
    });
  }
}
