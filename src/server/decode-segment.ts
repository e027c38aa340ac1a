/** A segment of a path as text. One that is not well formed stays as it is: nothing is called like that. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
