import type { LocalDeployment, NodeSource } from '../../local/index.ts';
import { formatExample } from '../microservice/format-banner.ts';
import type { Paint } from '../paint.ts';

/** What runs and where it answers, for people. */
export function formatUpBanner(deployments: readonly LocalDeployment[], port: number, paint: Paint): string {
  return `\n${deployments.map((one) => formatOne(one, port, paint)).join('\n')}\n`;
}

function formatOne({ namespace, name, predictors, deployment }: LocalDeployment, port: number, paint: Paint): string {
  const root = `http://localhost:${port}/seldon/${namespace}/${name}`;
  const lines = [paint.bold(`${namespace}/${name}`)];
  for (const { spec, sources } of predictors) {
    const share = spec.shadow === true ? 'shadow' : predictors.length > 1 ? `${spec.traffic ?? 0} %` : 'all requests';
    const nodes = [...sources].map(([node, source]) => `${node} (${describe(source)})`).join(', ');
    lines.push(`  predictor ${spec.name}: ${share}${nodes === '' ? '' : `; ${nodes}`}`);
  }
  if (deployment.spec.protocol === undefined || deployment.spec.protocol === 'seldon') {
    const example = formatExample(predictors.find(({ routed }) => routed !== undefined)?.routed?.example);
    lines.push(
      `  ${paint.dim('try')}   curl -s ${root}/api/v1.0/predictions -H 'Content-Type: application/json' -d '${example}'`,
    );
  }
  lines.push(`  ${paint.dim('docs')}  ${paint.cyan(`${root}/api/v1.0/doc/`)}`);
  lines.push(`  ${paint.dim('gRPC')}  localhost:${port}, metadata seldon: ${name}, namespace: ${namespace}`);
  return `${lines.join('\n')}\n`;
}

function describe(source: NodeSource): string {
  switch (source.kind) {
    case 'server':
      return source.server;
    case 'class':
      return source.entry.class;
    case 'image':
      return source.image;
  }
}
