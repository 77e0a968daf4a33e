import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  change,
  detail,
  document,
  fares,
  problems,
  rule,
  ruleProblems,
  transaction,
} from '../../helpers/policy.ts';

/** In the week of 15 (Sunday) to 21 November 2026. */
function at(day: number, time: string, when: string): string {
  const now = Date.parse(`2026-11-${day}T${time}:00Z`);
  return fares('permit', when, transaction({ now }));
}

test('a window begins with its first minute and ends before its last', () => {
  const office = '{time: {inside: [{days: [wed], from: "09:00", to: "18:00"}]}}';
  assert.equal(at(18, '09:00', office), 'matched');
  assert.equal(at(18, '17:59', office), 'matched');
  assert.equal(at(18, '08:59', office), 'failed time');
  assert.equal(at(18, '18:00', office), 'failed time');
  assert.equal(at(19, '12:00', office), 'failed time');
});

test('outside is the opposite of inside', () => {
  const closed = '{time: {outside: [{days: [wed], from: "09:00", to: "18:00"}]}}';
  assert.equal(at(18, '09:00', closed), 'failed time');
  assert.equal(at(18, '18:00', closed), 'matched');
});

test('a window past midnight belongs to the day on which it begins', () => {
  const night = '{time: {inside: [{days: [sat], from: "22:00", to: "06:00"}]}}';
  assert.equal(at(21, '21:59', night), 'failed time');
  assert.equal(at(21, '22:00', night), 'matched');
  assert.equal(at(15, '05:59', night), 'matched');
  assert.equal(at(15, '06:00', night), 'failed time');
  assert.equal(at(21, '03:00', night), 'failed time');
});

test('days alone mean the whole day, times alone every day, 24:00 the end of the day', () => {
  assert.equal(at(18, '23:59', '{time: {inside: [{days: [wed]}]}}'), 'matched');
  assert.equal(at(19, '00:00', '{time: {inside: [{days: [wed]}]}}'), 'failed time');
  assert.equal(at(20, '12:00', '{time: {inside: [{from: "12:00", to: "13:00"}]}}'), 'matched');
  assert.equal(at(18, '23:59', '{time: {inside: [{from: "12:00", to: "24:00"}]}}'), 'matched');
});

test('any window of several will do', () => {
  const two = '{time: {inside: [{days: [mon]}, {days: [wed]}]}}';
  assert.equal(at(18, '12:00', two), 'matched');
  assert.equal(at(17, '12:00', two), 'failed time');
});

test('the rule may have a time zone of its own', () => {
  const tokyo = '{time: {zone: Asia/Tokyo, inside: [{days: [thu], from: "00:00", to: "01:00"}]}}';
  assert.equal(at(18, '15:30', tokyo), 'matched');
  assert.equal(at(18, '14:59', tokyo), 'failed time');
  assert.equal(
    detail('permit', tokyo, transaction({ now: Date.parse('2026-11-18T16:05:00Z') })),
    'wants a time inside the windows; found thu 01:05',
  );
});

test('time applies to configuration changes too', () => {
  assert.equal(fares('forbid', '{time: {outside: [{days: [wed]}]}}', change()), 'failed time');
});

test('a zone that does not exist, and none at all, are refused', () => {
  const when = '{time: {zone: Asia/Edo, inside: [{days: [wed]}]}}';
  assert.deepEqual(ruleProblems('permit', when), [
    'when.time.zone: `Asia/Edo` is not a time zone: use a name such as Asia/Tokyo',
  ]);
  const rules = rule('r', 'permit', '{time: {inside: [{days: [wed]}]}}');
  const noZone = problems(document(rules).replace('time_zone: UTC\n', ''));
  assert.match(String(noZone[0]?.message), /^needs a time zone/);
  const wrongZone = problems(document(rules).replace('UTC', 'Mars/Base'));
  assert.deepEqual(wrongZone, [
    { line: 3, path: 'time_zone', message: '`Mars/Base` is not a time zone: use a name such as Asia/Tokyo' },
  ]);
});

test('windows that say nothing or the impossible are refused', () => {
  for (const [window, message] of [
    ['{from: "09:00"}', /needs from and to, or neither/],
    ['{from: "09:00", to: "09:00"}', /is empty: from and to are the same time/],
    ['{from: "24:00", to: "09:00"}', /cannot begin at 24:00/],
    ['{from: "9:00", to: "10:00"}', /must be a time from 00:00 to 24:00/],
    ['{from: "09:60", to: "10:00"}', /must be a time from 00:00 to 24:00/],
    ['{from: "24:01", to: "10:00"}', /must be a time from 00:00 to 24:00/],
    ['{days: []}', /is empty: name at least one/],
    ['{days: [wednesday]}', /must be one of sun, mon/],
    ['{days: [wed, wed]}', /names something twice/],
  ] as const) {
    assert.match(String(ruleProblems('permit', `{time: {inside: [${window}]}}`)), message);
  }
  assert.match(String(ruleProblems('permit', '{time: {inside: []}}')), /write at least one window/);
  assert.match(String(ruleProblems('permit', '{time: {}}')), /needs inside or outside, and not both/);
  assert.match(
    String(ruleProblems('permit', '{time: {inside: [{days: [wed]}], outside: [{days: [sun]}]}}')),
    /needs inside or outside, and not both/,
  );
});
