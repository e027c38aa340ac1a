/**
 * The page. All addresses are relative, so that it works behind any path prefix too.
 */
export const DOC_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
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

/** Starts the page: the requests of "Try it out" go to where the page came from. */
export const DOC_SCRIPT = `'use strict';
(async () => {
  const root = new URL('../../../', location.href);
  const answer = await fetch(new URL('seldon.json', root));
  const spec = await answer.json();
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
