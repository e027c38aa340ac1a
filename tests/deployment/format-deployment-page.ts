import {
  ANNOTATIONS,
  BUILT_IN_UNITS,
  DEFAULT_SERVERS,
  describeSchema,
  type FieldDescription,
  type TypeDescription,
} from '../../src/deployment/index.ts';
import { DIFFERENCES } from './differences.table.ts';

const HEAD = `# SeldonDeployment

What a deployment file may hold. The versions \`machinelearning.seldon.io/v1\`, \`v1alpha2\` and \`v1alpha3\` are the same. Editors can check
files with [seldondeployment.schema.json](gen/seldondeployment.schema.json), which \`radiant schema\` prints: put
\`# yaml-language-server: $schema=<address of that file>\` on the first line. Fields in **bold** are required. A misspelt field is ignored
with a warning that names the one meant. Made by \`node scripts/make-deployment-page.mjs\`; a test holds it and the code together.

\`\`\`yaml
apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata:
  name: iris
spec:
  predictors:
  - name: default
    graph:
      name: classifier
      implementation: SKLEARN_SERVER
      modelUri: s3://models/iris
    replicas: 1
\`\`\`
`;

/** The text of docs/reference/deployment.md, as the schema, the catalogues and the table of differences have it. */
export function formatDeploymentPage(): string {
  return [
    HEAD,
    ...describeSchema().map(formatType),
    formatServers(),
    formatBuiltIns(),
    formatAnnotations(),
    NAMES_AND_PORTS,
    formatDifferences(),
  ].join('\n');
}

function formatType({ name, about, fields }: TypeDescription): string {
  const rows = fields.map((field) => `| ${nameField(field)} | ${field.type} | ${describeField(field)} |\n`);
  return `## ${name}\n${about}.\n\n| field | type | meaning |\n| --- | --- | --- |\n${rows.join('')}`;
}

function nameField({ name, required }: FieldDescription): string {
  return required ? `**\`${name}\`**` : `\`${name}\``;
}

function describeField({ about, byDefault, words, legacy }: FieldDescription): string {
  const known = words.length > 0 ? ` (${words.map((word) => `\`${word}\``).join(', ')})` : '';
  const fallback = byDefault === undefined ? '' : `. Default: ${byDefault}`;
  return `${legacy ? 'Without effect. ' : ''}${about}${known}${fallback}`;
}

function formatServers(): string {
  const rows = Object.entries(DEFAULT_SERVERS).map(([name, { about, runtimes, parameters, needsModelUri }]) => {
    const protocols = Object.entries(runtimes).map(
      ([protocol, { files }]) =>
        `${protocol}${files.length > 0 ? `: ${files.map((file) => `\`${file}\``).join(', ')}` : ''}`,
    );
    const given = parameters.map((parameter) => `\`${parameter.name}\` (${parameter.type}): ${parameter.about}`);
    return `| ${name} | ${about}${needsModelUri ? '' : '; `modelUri` may be absent'} | ${protocols.join('; ')} | ${given.join('; ')} |\n`;
  });
  const head =
    '| implementation | what it serves | protocols, and the files that each looks for | parameters |\n| --- | --- | --- | --- |\n';
  return `## Prepackaged servers\n\`implementation\` names one, \`modelUri\` gives the folder. \`kfserving\` is \`v2\`.\n\n${head}${rows.join('')}`;
}

function formatBuiltIns(): string {
  const rows = Object.entries(BUILT_IN_UNITS).map(([name, about]) => `| ${name} | ${about} |\n`);
  return `## Built-in units\nNodes that need no container.\n\n| implementation | what it does |\n| --- | --- |\n${rows.join('')}`;
}

function formatAnnotations(): string {
  const rows = Object.entries(ANNOTATIONS).map(([name, entry]) => {
    const fallback = 'byDefault' in entry ? entry.byDefault : '';
    return `| \`${name}\` | ${entry.where.map((place) => PLACES[place]).join(', ')} | ${fallback} | ${entry.about} |\n`;
  });
  const any = '| `seldon.io/engine-some-thing` | spec | | Variable `SOME_THING` of what runs the graph |\n';
  return `## Annotations\nThe first place that has one counts.\n\n| annotation | where | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('')}${any}`;
}

const PLACES = { spec: 'spec', metadata: 'metadata', predictor: 'predictor', pod: 'predictor, spec' } as const;

const NAMES_AND_PORTS = `## Names and ports
Names over 63 letters become \`seldon-\` and the MD5 of the whole name.

| what | name | ports |
| --- | --- | --- |
| pods of componentSpec number i | \`<deployment>-<predictor>-<i>-<its metadata.name, or its container names joined by dashes>\` | |
| pods of what runs the graph, if apart | \`<deployment>-<predictor>-svc-orch\` | |
| Service of a predictor | \`<deployment>-<predictor>\` | 8000 HTTP, 5001 gRPC |
| Service of a node | \`<deployment>-<predictor>-<container>\` | 9000 and up HTTP, 9500 and up gRPC |
| pods and Service of an explainer | \`<deployment>-<predictor>-explainer\` | 9000 HTTP |

Ports are given out by container name, in the order of the file, over all predictors; the same name has the same ports everywhere, and a
container that is no node takes a number too. Each node gets a port \`metrics\` from 6000 on. Ports named \`http\`, \`grpc\` and \`metrics\`
in a container come first. What runs the graph is beside the first componentSpec with a node, unless \`seldon.io/engine-separate-pod\`
or \`seldon.io/no-engine\` say otherwise. Prepackaged servers without a container of their name share the first pod.
`;

function formatDifferences(): string {
  const rows = DIFFERENCES.map(({ name, about }) => `| ${name} | ${about} |\n`);
  return `## What differs from Seldon Core 1.18.2\nThe tests replay what its operator did with 340 resources, and hold the rest equal. How requests\nare answered otherwise: [compatibility](compatibility.md).\n\n| what | Radiant |\n| --- | --- |\n${rows.join('')}`;
}
