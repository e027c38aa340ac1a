/** The YAML of a deployment whose nodes are the class of fixtures/echo-model.ts. */
export function writeDeployment(
  name: string,
  predictors: readonly {
    readonly name: string;
    readonly value: number;
    readonly traffic?: number;
    readonly shadow?: boolean;
  }[],
): string {
  const lines = [
    'apiVersion: machinelearning.seldon.io/v1',
    'kind: SeldonDeployment',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  predictors:',
    ...predictors.flatMap((one) => [
      `  - name: ${one.name}`,
      ...(one.traffic === undefined ? [] : [`    traffic: ${one.traffic}`]),
      ...(one.shadow === undefined ? [] : [`    shadow: ${one.shadow}`]),
      '    graph:',
      '      name: echo',
      '      type: MODEL',
      '      parameters:',
      `      - {name: value, type: INT, value: "${one.value}"}`,
      '    componentSpecs:',
      '    - spec:',
      '        containers:',
      '        - {name: echo, image: example/echo:1}',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
