import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createTestComponent } from '../../src/server/fixtures/create-test-component.ts';
import { openTestServer } from '../../src/server/fixtures/open-test-server.ts';

const PAGES = ['invocations', 'plain-bodies', 'tensorflow', 'v2'];

interface Example {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: string;
}

/** The requests of a page, each with the answer that stands behind it. */
function readExamples(text: string): readonly Example[] {
  const blocks = [...text.matchAll(/<!-- test: (ask|answer) -->\n```\w+\n([\s\S]*?)```/g)].map(
    ([, , block = '']) => block,
  );
  return Array.from({ length: blocks.length / 2 }, (_, i) => {
    const command = blocks[2 * i]!;
    const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    const [, escaped = '', body = ''] = / -d (\$?)'([^']*)'/.exec(command) ?? [];
    return {
      path: /127\.0\.0\.1:9000(\S+)/.exec(command)![1]!,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...Object.fromEntries(headers) },
      body: escaped === '$' ? body.replaceAll('\\n', '\n') : body,
      answer: blocks[2 * i + 1]!,
    };
  });
}

for (const page of PAGES) {
  test(`the answers in docs/guide/${page}.md are those of a class that gives back what it gets`, async () => {
    const text = readFileSync(new URL(`../../docs/guide/${page}.md`, import.meta.url), 'utf8');
    const examples = readExamples(text);
    assert.ok(examples.length > 1);
    const echo = createTestComponent({
      predict: ({ inputs }) => ({ payload: inputs[0]!.payload, names: inputs[0]!.names }),
    });
    const server = await openTestServer(echo, { unitId: 'm' });
    try {
      for (const { path, headers, body, answer } of examples) {
        const response = await fetch(server.url + path, { method: 'POST', headers, body });
        assert.equal((await response.text()).trim(), answer.trim(), body);
      }
    } finally {
      await server.close();
    }
  });
}
