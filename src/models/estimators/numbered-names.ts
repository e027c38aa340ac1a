/** Names of output columns as scikit-learn's get_feature_names_out gives them: the class name in lower case and a number, `kmeans0`. */
export function numberedNames(className: string, count: number): readonly string[] {
  const prefix = className.toLowerCase();
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}
