import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findPause, type Pause, parsePauseSubject } from '../../src/policy/controls.ts';
import {
  addressA,
  change,
  destination,
  document,
  load,
  rule,
  summary,
  transaction,
} from '../helpers/policy.ts';

const pause = (subject: string, answer: Pause['answer'] = 'REJECT'): Pause => ({ subject, answer });

describe('a pause', () => {
  const { request } = transaction({ destAddress: addressA.toUpperCase().replace('0X', '0x') });

  it('stops everything, a source, an asset or a destination by id or address', () => {
    const subjects = [
      'everything',
      'source:0',
      'asset:ETH',
      'destination:wallet-1',
      `destination:${addressA}`,
    ];
    for (const subject of subjects) assert.deepEqual(findPause(request, [pause(subject)]), pause(subject));
  });

  it('of something else stops nothing', () => {
    const subjects = ['source:1', 'asset:BTC', 'destination:wallet-2', 'destination:'];
    assert.equal(
      findPause(
        request,
        subjects.map((subject) => pause(subject)),
      ),
      undefined,
    );
    assert.equal(findPause(request, []), undefined);
  });

  it('of everything stops configuration changes too', () => {
    assert.deepEqual(
      findPause(change().request, [pause('asset:ETH'), pause('everything')]),
      pause('everything'),
    );
  });

  it('finds the destination of a one-time payment, which has no id', () => {
    const once = transaction({ destinations: [destination({ type: 'ONE_TIME_ADDRESS', id: '' })] }).request;
    assert.deepEqual(findPause(once, [pause(`destination:${addressA}`)]), pause(`destination:${addressA}`));
  });

  it('that says REJECT comes before one that says RETRY', () => {
    const both = [pause('everything', 'RETRY'), pause('asset:ETH')];
    assert.deepEqual(findPause(request, both), pause('asset:ETH'));
    assert.deepEqual(findPause(request, both.slice(0, 1)), pause('everything', 'RETRY'));
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
