/** The limits of a document, from their text to what a permitted request asks of the ledger. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maxDemands } from '../../src/policy/assess-limits.ts';
import type { Subject } from '../../src/policy/policy.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import {
  addressA,
  addressB,
  change,
  decimal,
  destination,
  document,
  load,
  problems,
  rule,
  transaction,
  wednesdayNoon,
} from '../helpers/policy.ts';

const permit = `  - {name: all, effect: permit, request: transaction, when: {amount: {at_most: 1000 ETH}}}
`;
const blind = `  - {name: blind, effect: permit, request: transaction, when: {asset: [BTC], evidence: [no_decoder]}}
`;

function evaluate(limits: string, subject: Subject, rules = permit): Verdict {
  return load(document(rules, limits)).evaluate(subject);
}

function demand(limits: string, subject: Subject = transaction(), rules = permit) {
  const verdict = evaluate(limits, subject, rules);
  assert.ok(verdict.outcome === 'permitted', JSON.stringify(verdict.trace));
  return verdict.permit.demand ?? { draws: [], firsts: [] };
}

function draws(limits: string, subject?: Subject, rules?: string): readonly string[] {
  return demand(limits, subject, rules).draws.map(({ counter, asked, cap }) => `${counter} ${asked}/${cap}`);
}

const one = (fields: string): string => `limits:\n  - {name: l, window: 24h, ${fields}}\n`;
const cool = (fields: string): string => `cool_downs:\n  - {name: c, next_after: 24h, ${fields}}\n`;
const eth = 10n ** 18n;

describe('a limit', () => {
  it('asks for the exact amount under one counter, and says until when it counts', () => {
    const [draw, ...others] = demand(one('at_most: 10 ETH')).draws;
    assert.ok(draw);
    assert.deepEqual([draw.counter, draw.asked, draw.cap, others.length], ['l|ETH|', eth, 10n * eth, 0]);
    assert.ok(draw.until >= wednesdayNoon + 24 * 3_600_000);
  });

  it('counts dollars and transactions of every asset, and base units of its own', () => {
    const three = one('at_most: [10 ETH, 5 BTC, 100 transactions, 9000 USD]');
    const subject = transaction({ destinations: [destination({ amountUsd: 3000 })] });
    assert.deepEqual(draws(three, subject), [
      `l|ETH| ${eth}/${10n * eth}`,
      'l|transactions| 1/100',
      `l|USD| ${3150n * 10n ** 8n}/${9000n * 10n ** 8n}`,
    ]);
  });

  it('counts apart what its scope names, in one order', () => {
    const scoped = one('at_most: 9 transactions, per: [cosigner, source, asset, operation, signer_id, rule]');
    assert.deepEqual(draws(scoped), [
      'l|transactions|source VAULT:0, asset ETH, operation TRANSFER, signer_id signer-1, cosigner cosigner-1, rule all 1/9',
    ]);
  });

  it('counts each destination with its own amount, and one that comes twice once', () => {
    const destinations = [
      destination({ id: 'w-1', amount: decimal('1') }),
      destination({ id: 'w-2', amount: decimal('2'), address: addressB }),
      destination({ id: 'w-1', amount: decimal('4') }),
    ];
    const subject = transaction({ destinations, amount: decimal('7'), evidence: 'none_at_approval' });
    const rules =
      '  - {name: a, effect: permit, request: transaction, when: {evidence: [none_at_approval]}}\n';
    const each = one('at_most: [10 ETH, 5 transactions], per: [destination]');
    assert.deepEqual(draws(each, subject, rules), [
      `l|ETH|destination UNMANAGED:w-1 ${5n * eth}/${10n * eth}`,
      `l|ETH|destination UNMANAGED:w-2 ${2n * eth}/${10n * eth}`,
      'l|transactions|destination UNMANAGED:w-1 1/5',
      'l|transactions|destination UNMANAGED:w-2 1/5',
    ]);
  });

  it('counts a one-time address under the address', () => {
    const once = transaction({ destinations: [destination({ type: 'ONE_TIME_ADDRESS', id: '' })] });
    assert.deepEqual(draws(one('at_most: 5 transactions, per: [destination]'), once), [
      `l|transactions|destination ${addressA} 1/5`,
    ]);
  });

  it('is about what its criteria do not exclude', () => {
    assert.deepEqual(draws(one('at_most: 5 ETH, when: {source_id: ["1"]}')), []);
    assert.equal(draws(one('at_most: 5 ETH, when: {source_id: ["0"]}')).length, 1);
    // What is unknown counts.
    const unknown = one('at_most: 5 ETH, when: {fee: {more_than: 0.1 ETH}}');
    const approval = transaction({ evidence: 'none_at_approval' });
    const rules =
      '  - {name: a, effect: permit, request: transaction, when: {evidence: [none_at_approval]}}\n';
    assert.equal(draws(unknown, approval, rules).length, 1);
  });

  it('of rules is asked of what goes through them, apart for each where it says so', () => {
    const rules = ['a', 'b', 'c']
      .map(
        (name) =>
          `  - {name: ${name}, effect: permit, request: transaction, when: {amount: {at_most: 5 ETH}}${name === 'c' ? '' : ', within: [l]'}}\n`,
      )
      .join('');
    assert.deepEqual(draws(one('of: rules, at_most: 5 transactions, per: [rule]'), transaction(), rules), [
      'l|transactions|rule a 1/5',
      'l|transactions|rule b 1/5',
    ]);
    const other = `${permit}  - {name: b, effect: permit, request: transaction, when: {asset: [BTC], evidence: [no_decoder]}, within: [l]}\n`;
    assert.deepEqual(draws(one('of: rules, at_most: 5 transactions'), transaction(), other), []);
  });

  it('is not asked about configuration changes, nor about what is not permitted', () => {
    const rules = `${permit}  - {name: c, effect: permit, request: configuration_change, when: {change_type: [EXCHANGE]}}\n`;
    const verdict = evaluate(one('at_most: 5 ETH'), change({ type: 'EXCHANGE' }), rules);
    assert.ok(verdict.outcome === 'permitted' && verdict.permit.demand === undefined);
    assert.equal(
      evaluate(one('at_most: 5 ETH'), transaction({ amount: decimal('1001') })).outcome,
      'not_permitted',
    );
  });

  it('is told in the trace of an approval as counter and amount, which is enough to count again', () => {
    const verdict = evaluate(
      `${one('at_most: 10 ETH, per: [source]')}${cool('first_at_most: 1 ETH')}`,
      transaction(),
    );
    assert.deepEqual(verdict.trace.draws, [`l|ETH|source VAULT:0 ${eth}`, 'c|UNMANAGED:wallet-1 first']);
    assert.equal(verdict.trace.limits, undefined);
  });
});

describe('a limit that cannot be measured', () => {
  const dollars = (exceeding: string): string => one(`at_most: 5 USD, exceeding: ${exceeding}`);

  it('refuses or holds, as it says, and the trace says why', () => {
    const verdict = evaluate(dollars('refuse'), transaction());
    assert.ok(verdict.outcome === 'unmeasured');
    assert.equal(verdict.exceeding, 'refuse');
    assert.deepEqual(verdict.trace.limits, [{ limit: 'l', unmeasured: 'the co-signer gives no value' }]);
    const held = evaluate(dollars('hold'), transaction());
    assert.ok(held.outcome === 'unmeasured' && held.exceeding === 'hold');
  });

  it('for want of a price, a destination or an amount', () => {
    const why = (limits: string, subject: Subject, rules = permit): unknown =>
      evaluate(limits, subject, rules).trace.limits?.at(-1)?.unmeasured;
    const table = `${dollars('hold')}prices: {from: table, max_age: 15m}\n`;
    assert.equal(why(table, transaction()), 'there is no price that is new enough');
    const nowhere = transaction({ operation: 'RAW', destinations: [], asset: 'BTC', evidence: 'no_decoder' });
    const perPlace = one('at_most: 5 transactions, per: [destination]');
    assert.equal(why(perPlace, nowhere, blind), 'the request does not say clearly what it counts under');
    assert.equal(why(one('at_most: 5 BTC'), nowhere, blind), 'the request names no amount');
    assert.equal(why(one('at_most: 5 USD'), nowhere, blind), 'the co-signer gives no value');
    assert.equal(
      why(cool('first_at_most: 1 transactions'), nowhere, blind),
      'the request does not say clearly where it goes',
    );
  });

  it('is no hindrance at the table’s price, or with an exception', () => {
    const table = `${one('at_most: 5000 USD')}prices: {from: table, max_age: 15m}\n`;
    const prices = new Map([['ETH', { usd: decimal('3000'), at: wednesdayNoon }]]);
    const subject = { ...transaction(), controls: { pauses: [], prices } };
    assert.deepEqual(draws(table, subject), [`l|USD| ${3000n * 10n ** 8n}/${5000n * 10n ** 8n}`]);
    assert.deepEqual(draws(table, { ...transaction(), excepted: true }), []);
  });

  it('for want of a destination type, and of an address where there is no id', () => {
    const perPlace = one('at_most: 5 transactions, per: [destination]');
    const contradicts = transaction({ destination: { type: 'VAULT', id: 'wallet-1' } });
    assert.equal(evaluate(perPlace, contradicts).outcome, 'unmeasured');
  });

  it('counts a price of zero as none', () => {
    const free = transaction({ destinations: [destination({ amountUsd: 0 })] });
    assert.equal(evaluate(dollars('refuse'), free).outcome, 'unmeasured');
    const nothing = transaction({
      amount: decimal('0'),
      destinations: [destination({ amount: decimal('0'), amountUsd: 0 })],
    });
    assert.deepEqual(draws(one('at_most: 5 USD'), nothing), [`l|USD| 0/${5n * 10n ** 8n}`]);
  });

  it('refuses what counts under more counters than a ledger takes at once', () => {
    const to = (count: number): Subject => {
      const destinations = Array.from({ length: count }, (_, i) =>
        destination({ id: `w-${i}`, amount: decimal('0.01') }),
      );
      return transaction({ destinations, evidence: 'none_at_approval' });
    };
    const rules =
      '  - {name: a, effect: permit, request: transaction, when: {evidence: [none_at_approval]}}\n';
    const perPlace = one('at_most: 5 transactions, per: [destination], exceeding: hold');
    assert.equal(draws(perPlace, to(maxDemands), rules).length, maxDemands);
    const verdict = evaluate(perPlace, to(maxDemands + 1), rules);
    assert.ok(verdict.outcome === 'unmeasured' && verdict.exceeding === 'refuse');
  });
});

describe('an exception', () => {
  it('lifts a hold, and never a forbid', () => {
    const held = `${permit}${rule('h', 'hold', '{}')}`;
    assert.equal(evaluate('', transaction(), held).outcome, 'held');
    assert.equal(evaluate('', { ...transaction(), excepted: true }, held).outcome, 'permitted');
    const forbidden = `${permit}${rule('f', 'forbid', '{}')}`;
    assert.equal(evaluate('', { ...transaction(), excepted: true }, forbidden).outcome, 'forbidden');
  });
});

describe('a cool-down', () => {
  it('asks for each destination whether the payment is small enough for the first', () => {
    const firsts = (limits: string, subject?: Subject): readonly string[] =>
      demand(limits, subject).firsts.map(({ place, small, waitMs }) => `${place} ${small} ${waitMs}`);
    assert.deepEqual(firsts(cool('first_at_most: 1 ETH')), ['c|UNMANAGED:wallet-1 true 86400000']);
    assert.deepEqual(firsts(cool('first_at_most: [0.9 ETH, 5 BTC]')), [
      'c|UNMANAGED:wallet-1 false 86400000',
    ]);
    assert.deepEqual(firsts(cool('first_at_most: 5 BTC')), ['c|UNMANAGED:wallet-1 false 86400000']);
    assert.deepEqual(firsts(cool('first_at_most: 5 USD')), ['c|UNMANAGED:wallet-1 false 86400000']);
    assert.deepEqual(firsts(cool('first_at_most: 5 BTC, when: {asset: [BTC]}')), []);
  });
});

describe('what the ledger could not meet', () => {
  const limits = `${one('at_most: 10 ETH, exceeding: hold')}${cool('first_at_most: 1 ETH')}`;

  it('is refused if one of the limits refuses, and told with what is used and when enough is free', () => {
    const policy = load(document(permit, limits));
    const asked = demand(limits);
    const freeAt = Date.UTC(2026, 10, 19);
    const held = policy.exceeded(asked, [{ of: 'l|ETH|', used: 95n * 10n ** 17n, freeAt }]);
    assert.equal(held.exceeding, 'hold');
    assert.deepEqual(held.detail, {
      limit: 'l',
      scope: '',
      window: '24h',
      asked: '1 ETH',
      at_most: '10 ETH',
      used: '9.5 ETH',
      free_at: '2026-11-19T00:00:00.000Z',
    });
    const both = [
      { of: 'l|ETH|', used: 0n },
      { of: 'c|UNMANAGED:wallet-1', used: 1n, freeAt },
    ];
    const refused = policy.exceeded(asked, both);
    assert.equal(refused.exceeding, 'refuse');
    assert.deepEqual(
      refused.limits.map(({ used, free_at }) => [used, free_at]),
      [
        ['0 ETH', 'never'],
        ['1 payments', '2026-11-19T00:00:00.000Z'],
      ],
    );
    assert.equal(refused.limits[1]?.asked, 'a small payment');
    assert.deepEqual(policy.exceeded({ draws: [], firsts: [] }, []).detail, {});
  });

  it('says of a large payment that it is too large for the first', () => {
    const asked = demand(cool('first_at_most: 0.1 ETH'));
    const told = load(document(permit, limits)).exceeded(asked, [{ of: 'c|UNMANAGED:wallet-1', used: 0n }]);
    assert.equal(told.limits[0]?.asked, 'a payment too large for the first');
  });
});

describe('the sections of the document', () => {
  const refusals = (extra: string, rules = permit): readonly string[] =>
    problems(document(rules, extra)).map(({ path, message }) => `${path}: ${message}`);
  const refused = (extra: string, expected: string, rules?: string): void => {
    assert.ok(
      refusals(extra, rules).includes(expected),
      JSON.stringify(refusals(extra, rules), undefined, 1),
    );
  };

  it('keep to their shape', () => {
    refused('limits: {}\n', 'limits: must be a list');
    refused('cool_downs: none\n', 'cool_downs: must be a list');
    refused(
      one('at_most: 1 ETH, spare: 1'),
      'limits[0].spare: unknown key `spare`: correct its spelling or remove it',
    );
    refused('limits: [{name: l, window: 24h}]\n', 'limits[0].at_most: is missing: it must be written');
    refused(
      'cool_downs: [{name: c, next_after: 24h}]\n',
      'cool_downs[0].first_at_most: is missing: it must be written',
    );
    refused(
      one('at_most: 1 ETH, per: [planet]'),
      'limits[0].per[0]: must be one of source, destination, asset, operation, signer_id, cosigner, rule',
    );
  });

  it('name windows, zones and amounts that exist', () => {
    refused(
      'limits: [{name: l, window: 1w, at_most: 1 ETH}]\n',
      'limits[0].window: `1w` is not a window: write 24h, 7d, day, week or month',
    );
    refused(
      one('at_most: 1 ETH, zone: UTC'),
      'limits[0].zone: has no meaning for a rolling window: remove it',
    );
    refused(
      'limits: [{name: l, window: day, zone: Mars, at_most: 1 ETH}]\n',
      'limits[0]: `Mars` is not a time zone: use a name such as Asia/Tokyo',
    );
    refused(
      one('at_most: [1 ETH, 2 ETH]'),
      'limits[0].at_most[1]: limits ETH a second time: write one amount per unit',
    );
    refused(
      one('at_most: 1 DOGE'),
      'limits[0].at_most: `1 DOGE` is not a limit: write an amount of a known asset, no finer than the asset, such as 1.5 ETH; or 50000 USD; or 20 transactions',
    );
    refused(
      one('at_most: 1 ETH, when: {colour: red}'),
      'limits[0].when.colour: unknown criterion `colour`: correct its spelling or remove it (operation, stage, asset, source_type, source_id, cosigner, signer_id, evidence, amount, amount_usd, fee, external_tx_id, note, time, destination_type, destination_id, destination_address_type, destination_address_book)',
    );
    refused(
      'cool_downs: [{name: c, next_after: soon, first_at_most: 1 ETH}]\n',
      'cool_downs[0].next_after: `soon` is not a duration: write 90m, 24h or 7d',
    );
    refused('prices: {from: oracle}\n', 'prices.from: must be a map whose from is cosigner or table');
    refused(
      'prices: {from: table, max_age: old}\n',
      'prices.max_age: `old` is not a duration: write 90m, 24h or 7d',
    );
    refused(
      'release_unsigned_after: never\n',
      'release_unsigned_after: `never` is not a duration: write 90m, 24h or 7d',
    );
  });

  it('use the document’s zone for a calendar window, and need one', () => {
    const calendar = 'limits: [{name: l, window: day, at_most: 1 ETH}]\n';
    assert.equal(demand(calendar, transaction({ amount: decimal('1') })).draws[0]?.window, 'day (UTC)');
    const without = document(permit, calendar).replace('time_zone: UTC\n', '');
    assert.deepEqual(
      problems(without).map(({ message }) => message),
      ['needs a time zone: write zone here, or time_zone for the whole document'],
    );
  });

  it('bind limits of rules and rules to each other', () => {
    refused(
      one('of: rules, at_most: 1 ETH'),
      'limits[0].of: no rule names l in `within`: it would limit nothing',
    );
    const within =
      '  - {name: r, effect: permit, request: transaction, within: [l], when: {amount: {at_most: 1 ETH}}}\n';
    const unknown =
      'rules: `l` in within of r is not a limit `of: rules`: correct its name, or write it under limits';
    refused('', unknown, within);
    refused(one('at_most: 1 ETH'), unknown, within);
    const misplaced = 'rules[0].within: limits what a permit for transactions lets out: remove it';
    refused('', misplaced, within.replace('permit', 'forbid'));
    refused(
      '',
      misplaced,
      '  - {name: r, effect: permit, request: configuration_change, within: [l], when: {change_type: [EXCHANGE]}}\n',
    );
  });

  it('name every limit once, and are not too many', () => {
    const two =
      'limits:\n  - {name: l, window: 24h, at_most: 1 ETH}\n  - {name: l, window: 7d, at_most: 1 ETH}\n';
    refused(two, 'limits: `l` is the name of two limits: names are unique');
    const many = Array.from(
      { length: 41 },
      (_, i) => `  - {name: l${i}, window: 24h, at_most: 1 ETH}\n`,
    ).join('');
    refused(`limits:\n${many}`, 'limits: are more than 40, cool_downs included');
  });

  it('say how long an unsigned approval counts: two hours where nothing is said', () => {
    assert.equal(load(document(permit)).releaseMs, undefined);
    assert.equal(load(document(permit, one('at_most: 1 ETH'))).releaseMs, 7_200_000);
    assert.equal(
      load(document(permit, `${one('at_most: 1 ETH')}release_unsigned_after: 30m\n`)).releaseMs,
      1_800_000,
    );
    assert.equal(load(document(permit, cool('first_at_most: 1 ETH'))).releaseMs, 7_200_000);
  });

  it('take the margin of the co-signer’s estimates', () => {
    const subject = transaction({ destinations: [destination({ amountUsd: 100 })] });
    const margin = `${one('at_most: 500 USD')}prices: {from: cosigner, margin: 20 %}\n`;
    assert.deepEqual(draws(margin, subject), [`l|USD| ${120n * 10n ** 8n}/${500n * 10n ** 8n}`]);
  });
});

describe('the warnings', () => {
  const warnings = (extra: string, rules = permit): readonly string[] =>
    load(document(`${rules}${rule('f', 'forbid', '{operation: [RAW]}')}`, extra))
      .lint()
      .map(({ kind, rule: name }) => (name === undefined ? kind : `${kind} ${name}`));

  it('tell a permit within no limit, where there are limits for some', () => {
    const within = `  - {name: r, effect: permit, request: transaction, within: [l], when: {amount: {at_most: 1 ETH}, stage: [signing]}}\n`;
    assert.deepEqual(warnings(one('of: rules, at_most: 5 ETH'), `${permit}${within}`), [
      'permit_without_limit all',
    ]);
    assert.deepEqual(warnings(one('at_most: 5 ETH')), []);
    assert.deepEqual(warnings(''), []);
  });

  it('tell a limit of nothing', () => {
    assert.deepEqual(warnings(one('at_most: 0 ETH')), ['limit_of_nothing']);
  });
});
