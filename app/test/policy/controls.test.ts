import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findPause, type Pause, parsePauseSubject } from '../../src/policy/controls.ts';
import {
  addressA,
  addressB,
  change,
  destination,
  document,
  evmFacts,
  load,
  rule,
  summary,
  transaction,
} from '../helpers/policy.ts';

const pause = (subject: string, answer: Pause['answer'] = 'REJECT'): Pause => ({ subject, answer });

describe('a pause', () => {
  const subject = transaction({ destAddress: addressA.toUpperCase().replace('0X', '0x') });

  it('stops everything, a source, an asset or a destination by id or address', () => {
    const subjects = [
      'everything',
      'source:0',
      'asset:ETH',
      'destination:wallet-1',
      `destination:${addressA}`,
    ];
    for (const name of subjects) assert.deepEqual(findPause(subject, [pause(name)]), pause(name));
  });

  it('of something else stops nothing', () => {
    const subjects = ['source:1', 'asset:BTC', 'destination:wallet-2', 'destination:'];
    assert.equal(
      findPause(
        subject,
        subjects.map((name) => pause(name)),
      ),
      undefined,
    );
    assert.equal(findPause(subject, []), undefined);
  });

  it('of everything stops configuration changes too', () => {
    assert.deepEqual(findPause(change(), [pause('asset:ETH'), pause('everything')]), pause('everything'));
  });

  it('finds the destination of a one-time payment, which has no id', () => {
    const once = transaction({ destinations: [destination({ type: 'ONE_TIME_ADDRESS', id: '' })] });
    assert.deepEqual(findPause(once, [pause(`destination:${addressA}`)]), pause(`destination:${addressA}`));
  });

  it('stops a payment that only the bytes tell, by its asset and by its recipient', () => {
    const payments = [{ asset: 'USDC', to: addressB, units: 1n }];
    const call = transaction({ operation: 'CONTRACT_CALL', facts: evmFacts({}, { payments }) });
    assert.deepEqual(findPause(call, [pause('asset:USDC')]), pause('asset:USDC'));
    assert.deepEqual(findPause(call, [pause(`destination:${addressB}`)]), pause(`destination:${addressB}`));
  });

  it('that says REJECT comes before one that says RETRY', () => {
    const both = [pause('everything', 'RETRY'), pause('asset:ETH')];
    assert.deepEqual(findPause(subject, both), pause('asset:ETH'));
    assert.deepEqual(findPause(subject, both.slice(0, 1)), pause('everything', 'RETRY'));
  });

  it('is named in one spelling', () => {
    assert.equal(
      parsePauseSubject(`destination:${addressA.toUpperCase().replace('0X', '0x')}`),
      `destination:${addressA}`,
    );
    assert.equal(parsePauseSubject('source:7'), 'source:7');
    for (const wrong of ['', 'all', 'vault:7', 'source:', 'asset:A B'])
      assert.equal(parsePauseSubject(wrong), undefined);
  });

  it('stops what is permitted or held, and a forbid stays a forbid', () => {
    const all = rule('all', 'permit', '{amount: {at_most: 10 ETH}}');
    const pauses = { controls: { pauses: [pause('everything')], prices: new Map() } };
    const policy = load(document(`${all}${rule('raw', 'forbid', '{operation: [RAW]}')}`));
    assert.equal(summary(policy.evaluate(transaction())), 'permitted all');
    assert.equal(policy.evaluate({ ...transaction(), ...pauses }).outcome, 'paused');
    assert.equal(policy.evaluate({ ...transaction({ operation: 'RAW' }), ...pauses }).outcome, 'forbidden');
  });
});
