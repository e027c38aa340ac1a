import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { openLocal } from './open-local.ts';

const SCRIPT = fileURLToPath(new URL('fixtures/call_through_ingress.py', import.meta.url));
const TIMEOUT_MS = 300_000;

interface Answer {
  readonly success: boolean;
  readonly msg: string;
  readonly response: {
    readonly data?: { readonly names?: unknown };
    readonly meta?: { readonly routing?: unknown };
  } | null;
}

describe('through the ingress of one machine', { timeout: TIMEOUT_MS, ...NEEDS_PYTHON }, () => {
  let answers: Record<string, unknown> = {};
  before(async () => {
    const python = await ensureVenv('seldon');
    const local = await openLocal(['iris.yaml', 'bandit.yaml']);
    try {
      const { stdout } = await promisify(execFile)(python, [SCRIPT, `127.0.0.1:${local.port}`], { timeout: 60_000 });
      answers = JSON.parse(stdout) as Record<string, unknown>;
    } finally {
      await local.close();
    }
  });

  for (const gateway of ['ambassador', 'istio']) {
    for (const transport of ['rest', 'grpc']) {
      test(`SeldonClient with the gateway ${gateway} predicts and sends feedback over ${transport}`, () => {
        const predicted = answers[`${gateway} ${transport} predict`] as Answer;
        assert.equal(predicted.success, true, predicted.msg);
        const { names } = predicted.response?.data ?? {};
        assert.deepEqual(names, ['t:0', 't:1', 't:2']);
        assert.ok(predicted.response?.meta?.routing !== undefined);
        const fedBack = answers[`${gateway} ${transport} feedback`] as Answer;
        assert.equal(fedBack.success, true, fedBack.msg);
      });

      test(`SeldonClient with the gateway ${gateway} is told over ${transport} that there is no such deployment`, () => {
        assert.equal((answers[`${gateway} ${transport} missing`] as Answer).success, false);
      });
    }
  }

  test('grpcio finds a deployment by its metadata', () => {
    const { data } = answers.grpcio as { data: { tensor: { shape: unknown; values: number[] } } };
    assert.deepEqual(data.tensor.shape, [1, 3]);
    assert.ok(Math.abs((data.tensor.values[0] ?? 0) - 0.9816) < 1e-3);
    const missing = answers['grpcio missing'] as { code: string; details: string };
    assert.equal(missing.code, 'NOT_FOUND');
    assert.match(missing.details, /none/);
  });
});
