import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeRow, maxDestinationsInRow, type Occurrence } from '../../src/callback/compose-row.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { builtInKnowledge } from '../helpers/knowledge.ts';
import { authentic, ethereumSample, mustParse, sampleWith, type Wire } from '../helpers/requests.ts';

function rowOf(path: 'transaction' | 'configuration_change', wire: Wire) {
  const request = mustParse(path, wire);
  const evidence = matchBytes(request, builtInKnowledge);
  const { stage, signerId, requestId } = request;
  const occurrence: Occurrence = {
    kind: 'decision',
    now: Date.UTC(2026, 10, 18),
    authentic: authentic(wire),
    question: { path, stage, signerId, requestId },
    request,
    evidence: evidence.ok ? evidence.value : undefined,
    trace: undefined,
    detail: undefined,
    policySha256: 'p',
    excepted: false,
    answer: { action: 'REJECT', reason: 'policy_no_permit', body: 'token', answerKey: 'k' },
  };
  return composeRow(occurrence);
}

describe('composing the audit row', () => {
  it('of a signing request: declared fields, facts from the bytes, and the answer', () => {
    const row = rowOf('transaction', ethereumSample().payload);
    assert.equal(row.at, '2026-11-18T00:00:00.000Z');
    assert.equal(row.evidence, 'bytes_matched');
    const to = '0x5dc69b1fbb13bafd09af88a782f0f285772ad5f8';
    assert.deepEqual(row.facts, {
      family: 'evm',
      format: 'eip1559',
      chainId: '1',
      nonce: '4',
      to,
      valueWei: '10000000000000000',
      gasLimit: '21000',
      maxFeeWei: '597803762241000',
      acts: ['payment'],
      digests: ['77b4e74099ce90c08503c0e0bb6e672dbe1c5e3e127ce333bf22eb581cd3f6ce'],
      payments: [{ asset: 'ETH', to, units: '10000000000000000', destination: 0 }],
      fee: { asset: 'ETH', units: '597803762241000' },
    });
    assert.equal(row.declared?.['amount'], '0.01');
    assert.equal(row.declared?.['fee'], '0.000597803762241');
    assert.equal(row.declared?.['note'], null);
    assert.equal(row.bodySensitive, false);
    assert.equal(row.unknownFields, undefined);
  });

  it('of a request with many destinations: the first twenty and how many there are', () => {
    const one = ethereumSample().payload.destinations[0] ?? {};
    const many = Array.from({ length: maxDestinationsInRow + 1 }, () => ({
      ...one,
      displayDstAddress: undefined,
    }));
    const row = rowOf(
      'transaction',
      sampleWith({ destinations: many, rawTx: undefined, note: 'n', externalTxId: 'e' }),
    );
    assert.ok(Array.isArray(row.declared?.['destinations']));
    assert.equal(row.declared?.['destinations'].length, maxDestinationsInRow);
    assert.equal(row.declared?.['destinationCount'], maxDestinationsInRow + 1);
    assert.equal(row.declared?.['externalTxId'], 'e');
  });

  it('of a typed message without amount, destination and address', () => {
    const row = rowOf('transaction', {
      requestId: 'r',
      txId: 'r',
      signerId: 's',
      operation: 'TYPED_MESSAGE',
      sourceType: 'VAULT',
      sourceId: '0',
      asset: 'ETH',
      amountStr: '0',
    });
    assert.equal(row.declared?.['destAddress'], null);
    assert.equal(row.declared?.['destination'], null);
    assert.equal(row.declared?.['fee'], null);
  });

  it('of an exchange account: its addresses, never its API key, and the body is marked sensitive', () => {
    const row = rowOf('configuration_change', {
      requestId: 'r',
      signerId: 's',
      type: 'EXCHANGE',
      somethingNew: 1,
      extraInfo: {
        accountName: 'a',
        accountId: 'i',
        subType: 'X',
        apiKey: 'SECRET',
        addresses: '{"ETH":"0xabc"}',
      },
    });
    assert.deepEqual(row.declared, {
      type: 'EXCHANGE',
      change: {
        shape: 'account',
        subType: 'X',
        accountName: 'a',
        accountId: 'i',
        addresses: { ETH: '0xabc' },
      },
    });
    assert.equal(row.bodySensitive, true);
    assert.deepEqual(row.unknownFields, ['somethingNew']);
    assert.ok(!JSON.stringify(row).includes('SECRET'));
  });
});
