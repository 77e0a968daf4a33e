import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeStack, deleteStack, maxTemplateBytes, reviewChange } from '../../src/stack/change.ts';
import { eventOf, fakeStacks, oneChange } from './fake-stacks.ts';

const request = { stack: 'handler', template: 'Resources: {}', parameters: {} };
const yes = async (): Promise<boolean> => true;
const no = async (): Promise<boolean> => false;
const nothing = {
  status: 'FAILED',
  reason: "The submitted information didn't contain changes. Submit different information.",
  changes: [],
};

describe('changing a stack', () => {
  it('creates one that is not there, and says each event as it comes', async () => {
    const events = [eventOf('Table', 'CREATE_COMPLETE'), eventOf('Table', 'CREATE_IN_PROGRESS')];
    const { around, calls, lines } = fakeStacks({
      statuses: [undefined, 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'],
      events,
    });
    assert.deepEqual(await changeStack(around, request, yes), { ok: true, value: 'changed' });
    assert.deepEqual(calls, ['create change set CREATE', 'execute']);
    assert.match(lines[1] ?? '', /CREATE_IN_PROGRESS +Table/);
    assert.match(lines[2] ?? '', /CREATE_COMPLETE +Table/);
    assert.equal(lines.length, 3);
  });

  it('does nothing when nothing changes', async () => {
    const { around, calls } = fakeStacks({ statuses: ['UPDATE_COMPLETE'], changeSet: nothing });
    assert.deepEqual(await changeStack(around, request, yes), { ok: true, value: 'no_changes' });
    assert.deepEqual(calls, ['create change set UPDATE', 'delete change set']);
  });

  it('leaves no change set behind when the operator says no', async () => {
    const { around, calls } = fakeStacks({ statuses: ['CREATE_COMPLETE'] });
    const outcome = await changeStack(around, request, no);
    assert.equal(outcome.ok ? 0 : outcome.error.code, 2);
    assert.deepEqual(calls, ['create change set UPDATE', 'delete change set']);
  });

  it('leaves no empty shell behind when the first creation is declined', async () => {
    const { around, calls } = fakeStacks({ statuses: [undefined, 'REVIEW_IN_PROGRESS'] });
    await changeStack(around, request, no);
    assert.deepEqual(calls, ['create change set CREATE', 'delete change set', 'delete']);
  });

  it('deletes what a failed first creation left, then creates', async () => {
    const statuses = ['ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE', undefined, undefined, 'CREATE_COMPLETE'];
    const { around, calls } = fakeStacks({ statuses });
    assert.equal((await changeStack(around, request, yes)).ok, true);
    assert.deepEqual(calls, ['delete', 'create change set CREATE', 'execute']);
  });

  it('continues a roll-back that had failed, then updates', async () => {
    const statuses = [
      'UPDATE_ROLLBACK_FAILED',
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_COMPLETE',
    ];
    const { around, calls } = fakeStacks({ statuses });
    assert.equal((await changeStack(around, request, yes)).ok, true);
    assert.deepEqual(calls, ['continue rollback', 'create change set UPDATE', 'execute']);
  });

  it("waits for somebody else's change before its own", async () => {
    const statuses = [
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'UPDATE_COMPLETE',
      'UPDATE_COMPLETE',
    ];
    const { around, lines } = fakeStacks({ statuses });
    assert.equal((await changeStack(around, request, yes)).ok, true);
    assert.match(lines[0] ?? '', /waiting: stack handler is UPDATE_IN_PROGRESS/);
  });

  it('says what to do when only a person can help', async () => {
    const outcome = await changeStack(fakeStacks({ statuses: ['DELETE_FAILED'] }).around, request, yes);
    assert.match(outcome.ok ? '' : outcome.error.problems.join(), /is DELETE_FAILED and cannot be changed/);
  });

  it('gives the first reason of a failure, not the last and not a cancellation', async () => {
    const events = [
      eventOf('handler', 'UPDATE_ROLLBACK_COMPLETE'),
      eventOf('Topic', 'CREATE_FAILED', 'another'),
      eventOf('Service', 'UPDATE_FAILED', 'the circuit breaker was triggered'),
      eventOf('Alarm', 'CREATE_FAILED', 'Resource creation cancelled'),
    ];
    const { around } = fakeStacks({ statuses: ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'], events });
    const outcome = await changeStack(around, request, yes);
    assert.equal(
      outcome.ok ? '' : outcome.error.problems[1],
      'first failure: Service (AWS::Test): the circuit breaker was triggered',
    );
  });

  it('tells a change set that cannot be made from one without changes', async () => {
    const changeSet = { status: 'FAILED', reason: 'Parameters: [Profile] do not exist', changes: [] };
    const outcome = await changeStack(
      fakeStacks({ statuses: ['CREATE_COMPLETE'], changeSet }).around,
      request,
      yes,
    );
    assert.match(outcome.ok ? '' : outcome.error.problems.join(), /do not exist/);
  });

  it('takes a template of exactly the limit and no byte more', async () => {
    const { around } = fakeStacks({ statuses: ['CREATE_COMPLETE'], changeSet: nothing });
    const sized = (bytes: number) => ({ ...request, template: 'x'.repeat(bytes) });
    assert.equal((await changeStack(around, sized(maxTemplateBytes), yes)).ok, true);
    const outcome = await changeStack(around, sized(maxTemplateBytes + 1), yes);
    assert.equal(outcome.ok ? 0 : outcome.error.code, 78);
  });
});

describe('looking at a change', () => {
  it('shows it and leaves nothing behind', async () => {
    const { around, calls } = fakeStacks({ statuses: [undefined, 'REVIEW_IN_PROGRESS'] });
    assert.deepEqual(await reviewChange(around, request), {
      ok: true,
      value: { kind: 'changes', changeSet: oneChange },
    });
    assert.deepEqual(calls, ['create change set CREATE', 'delete change set', 'delete']);
  });

  it('does not wait for a busy stack: code 75', async () => {
    const outcome = await reviewChange(fakeStacks({ statuses: ['UPDATE_IN_PROGRESS'] }).around, request);
    assert.equal(outcome.ok ? 0 : outcome.error.code, 75);
  });

  it('does not recover: it says who does', async () => {
    const outcome = await reviewChange(fakeStacks({ statuses: ['ROLLBACK_COMPLETE'] }).around, request);
    assert.match(outcome.ok ? '' : outcome.error.problems.join(), /`deploy` recovers it/);
  });
});

describe('deleting a stack', () => {
  it('is done when there is none', async () => {
    const { around, calls } = fakeStacks({ statuses: [undefined] });
    assert.equal((await deleteStack(around, 'handler')).ok, true);
    assert.deepEqual(calls, []);
  });

  it('gives the first reason when something stays', async () => {
    const events = [eventOf('LoadBalancer', 'DELETE_FAILED', 'deletion protection is enabled')];
    const { around } = fakeStacks({ statuses: ['CREATE_COMPLETE', 'DELETE_FAILED'], events });
    const outcome = await deleteStack(around, 'handler');
    assert.match(outcome.ok ? '' : outcome.error.problems.join(), /LoadBalancer .*deletion protection/);
  });
});
