/** Command lines for the help text; `prefix` is the program with its command. */
export function formatExamples(prefix: string): string {
  return [
    ['the class ClusterModel of src/prediction_service.py', 'src.prediction_service.ClusterModel --service-type MODEL'],
    ['the class MyModel of MyModel.py on other ports', 'MyModel --http-port 9100 --grpc-port 5100 --metrics-port 6100'],
    [
      'a constructor with an argument',
      `MyModel --parameters '[{"name": "threshold", "value": "0.5", "type": "FLOAT"}]'`,
    ],
    ['a TypeScript class on all cores', './my-model.ts --workers auto'],
  ]
    .map(([what, line]) => `  # ${what}\n  ${prefix} ${line}\n`)
    .join('');
}
