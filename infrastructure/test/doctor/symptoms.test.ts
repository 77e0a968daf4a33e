import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  diagnose,
  type Evidence,
  type EvidenceSource,
  type SymptomName,
  symptoms,
} from '../../src/doctor/symptoms.ts';
import { remedies } from '../../src/messages/remedies.ts';

/** What AWS and the handler say, word for word where their documentation gives the words. */
const examples: readonly (readonly [SymptomName, EvidenceSource, string])[] = [
  ['stack_rolled_back', 'stack', 'ROLLBACK_COMPLETE '],
  ['stack_half_rolled_back', 'stack', 'UPDATE_ROLLBACK_FAILED x'],
  ['stack_update_undone', 'stack', 'UPDATE_ROLLBACK_COMPLETE '],
  ['parameter_missing', 'parameter', '/handler/cosigners is missing'],
  ['parameter_differs', 'parameter', '/handler/cosigners differs'],
  ['endpoint_missing', 'endpoint', 'ssm is missing'],
  ['endpoint_missing', 'endpoint', 'ssm is not available: pending'],
  ['certificate_bad', 'certificate', 'arn has expired'],
  ['image_missing', 'image', 'repository@sha256:1 is missing'],
  [
    'image_pull_not_found',
    'task',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref x: not found',
  ],
  [
    'image_pull_s3',
    'task',
    'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com/x": dial tcp 52.219.0.1:443: i/o timeout',
  ],
  [
    'logs_unreachable',
    'task',
    'ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group',
  ],
  [
    'secrets_unreachable',
    'task',
    'ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets from ssm: context deadline exceeded',
  ],
  [
    'registry_unreachable',
    'task',
    'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR',
  ],
  ['wrong_architecture', 'log', 'exec /usr/local/bin/node: exec format error'],
  ['out_of_memory', 'task', 'OutOfMemoryError: Container killed due to memory usage exit 137'],
  ['bad_configuration', 'task', 'Essential container in task exited  exit 78'],
  ['ledger_taken', 'task', 'Essential container in task exited  exit 69'],
  [
    'decryption_denied',
    'log',
    'SSM parameter cannot be read: AccessDeniedException: is not authorized to perform: kms:Decrypt',
  ],
  ['access_denied', 'log', 'S3 object cannot be read: AccessDenied'],
  ['key_refresh_failed', 'log', '{"event":"keys_refresh_failed"}'],
  ['target_times_out', 'target', '10.0.1.7 unhealthy Target.Timeout'],
  ['target_wrong_answer', 'target', '10.0.1.7 unhealthy Target.ResponseCodeMismatch'],
  ['nothing_healthy', 'target', 'no healthy target'],
  ['nothing_desired', 'service', 'desired count is 0'],
  [
    'circuit_breaker',
    'service',
    '(service callback-handler-service) deployment failed: tasks failed to start. circuit breaker',
  ],
  ['tls_fails', 'smoke', 'unable to verify the first certificate'],
  ['name_unknown', 'smoke', 'getaddrinfo ENOTFOUND callback.example.internal'],
];

describe('the doctor', () => {
  for (const [name, source, text] of examples) {
    it(`takes "${text.slice(0, 60)}" for ${name}`, () => {
      assert.deepEqual(
        diagnose([{ source, text }]).map((found) => found.name),
        [name],
      );
    });
  }

  it('sees no symptom in a healthy stack', () => {
    const healthy = diagnose([
      { source: 'stack', text: 'UPDATE_COMPLETE ' },
      { source: 'target', text: '10.0.1.7 healthy ' },
      { source: 'log', text: '{"event":"decided","action":"APPROVE"}' },
      { source: 'task', text: 'Scaling activity initiated by deployment exit 0' },
    ]);
    assert.deepEqual(healthy, []);
  });

  it('names each symptom once, with the first evidence', () => {
    const twice: readonly Evidence[] = [1, 2].map((n) => ({ source: 'log', text: `AccessDenied ${n}` }));
    assert.deepEqual(diagnose(twice), [{ name: 'access_denied', evidence: 'AccessDenied 1' }]);
  });

  it('has cause and remedy for every symptom in both languages', () => {
    for (const { name } of symptoms) {
      for (const language of ['en', 'ja'] as const) {
        const { cause, remedy } = remedies[name][language];
        assert.ok(cause.length > 5 && remedy.length > 5, `${name} ${language}`);
      }
    }
  });
});
