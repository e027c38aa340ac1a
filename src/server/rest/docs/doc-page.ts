/**
 * The page. All addresses are relative, so that it works behind any path prefix too: to `base`, where the page itself is served from
 * another place than its files.
 */
export function docPage(base?: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${base === undefined ? '' : `<base href="${base}">\n`}<title>API</title>
<link rel="stylesheet" href="swagger-ui.css">
<link rel="icon" type="image/png" href="favicon-32x32.png">
</head>
<body>
<div id="api"></div>
<noscript>This page needs JavaScript. The description is at <a href="../../../seldon.json">seldon.json</a>.</noscript>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`;
}

/**
 * Starts the page: the documents of all protocols as one, the first of which gives the title. The requests of "Try it out" go to where
 * the page came from.
 */
export function docScript(openApiPaths: readonly string[]): string {
  const files = openApiPaths.map((path) => path.slice(1));
  return `'use strict';
(async () => {
  const root = new URL('../../../', document.baseURI);
  const load = async (file) => (await fetch(new URL(file, root))).json();
  const [spec, ...others] = await Promise.all(${JSON.stringify(files)}.map(load));
  for (const other of others) {
    Object.assign(spec.paths, other.paths);
    spec.tags.push(...(other.tags ?? []));
    spec.components.schemas = { ...spec.components.schemas, ...other.components?.schemas };
  }
  spec.servers = [{ url: root.href.replace(/\\/$/, '') }];
  document.title = spec.info.title;
  window.ui = SwaggerUIBundle({
    spec,
    dom_id: '#api',
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
})();
`;
}
