import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createExecutorMetrics } from './executor-metrics.ts';

const IDENTITY = { deploymentName: 'd', predictorName: 'p', predictorVersion: 'v3' };

describe('metrics of a predictor', () => {
  test('carry the names, labels and buckets of the executor', () => {
    const metrics = createExecutorMetrics(IDENTITY, () => 0);
    const observer = metrics.server('predictions', 'post');
    observer.observe('200', 0.004);
    observer.observe('200', 0.3);
    const labels =
      'code="200",deployment_name="d",method="post",predictor_name="p",predictor_version="v3",service="predictions"';
    const page = metrics.render();
    for (const line of [
      '# TYPE seldon_api_executor_server_requests_seconds histogram',
      `seldon_api_executor_server_requests_seconds_bucket{${labels},le="0.005"} 1`,
      `seldon_api_executor_server_requests_seconds_bucket{${labels},le="1"} 2`,
      `seldon_api_executor_server_requests_seconds_bucket{${labels},le="+Inf"} 2`,
      `seldon_api_executor_server_requests_seconds_count{${labels}} 2`,
      '# TYPE seldon_api_executor_server_requests_seconds_summary summary',
      `seldon_api_executor_server_requests_seconds_summary{${labels},quantile="0.5"} 0.004`,
      `seldon_api_executor_server_requests_seconds_summary{${labels},quantile="1"} 0.3`,
    ]) {
      assert.ok(page.split('\n').includes(line), line);
    }
  });

  test('name the node of a call', () => {
    const metrics = createExecutorMetrics(IDENTITY, () => 0);
    metrics.client({ name: 'm', image: 'i', version: '1' }, '/predict', 'post').observe('500', 1);
    assert.match(
      metrics.render(),
      /code="500",.*model_image="i",model_name="m",model_version="1",.*service="\/predict"/,
    );
  });

  test('have no page before the first request', () => {
    const metrics = createExecutorMetrics(IDENTITY);
    metrics.server('feedback', 'post');
    assert.equal(metrics.render(), '');
  });

  test('forget what is older than ten minutes in quantiles only', () => {
    let nowMs = 0;
    const metrics = createExecutorMetrics(IDENTITY, () => nowMs);
    metrics.server('predictions', 'post').observe('200', 0.5);
    nowMs = 600_001;
    const page = metrics.render();
    assert.match(page, /quantile="0.5"\} NaN/);
    assert.match(page, /_summary_count\{.*\} 1/);
  });

  test('keep the quantiles of the newest values of many', () => {
    const metrics = createExecutorMetrics(IDENTITY, () => 0);
    const observer = metrics.server('predictions', 'post');
    for (let i = 0; i < 5_000; i++) observer.observe('200', i);
    assert.match(metrics.render(), /quantile="1"\} 4999/);
    assert.match(metrics.render(), /quantile="0.5"\} 4487/);
  });
});
