/**
 * One change of one stack: bring it into a state that can be changed, make a change set, show it, ask, run it and watch.
 * Knows no template and no parameter; waits through the `pause` it is given.
 */

import type { ChangeSet, StackEvent, Stacks } from '../aws/stacks.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, ok, type Result, unreachable } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { firstFailure } from './first-failure.ts';
import { recoveryFor } from './recovery.ts';

export interface ChangeRequest {
  readonly stack: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Surroundings {
  readonly stacks: Stacks;
  readonly messages: Messages;
  readonly report: (line: string) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** A name that no earlier change set had. */
  readonly newName: () => string;
}

export type Reviewed =
  | { readonly kind: 'no_changes' }
  | { readonly kind: 'changes'; readonly changeSet: ChangeSet };

/** CloudFormation takes a template in the request up to this size. */
export const maxTemplateBytes = 51_200;
const pollMs = 2000;
/** A service with a circuit breaker settles long before. */
const maxPolls = 1800;

/** Looks only: what would change. Leaves nothing behind. */
export async function reviewChange(
  around: Surroundings,
  request: ChangeRequest,
): Promise<Result<Reviewed, Failure>> {
  const { stacks, messages } = around;
  const state = await stacks.describe(request.stack);
  const recovery = recoveryFor(state?.status);
  if (recovery.kind === 'wait') {
    return err(failure(exitCodes.busy, messages('stack_is_busy', request.stack, state?.status ?? '')));
  }
  if (recovery.kind !== 'create' && recovery.kind !== 'update') {
    return err(
      failure(exitCodes.failed, messages('stack_needs_recovery', request.stack, state?.status ?? '')),
    );
  }
  const prepared = await prepare(around, request, recovery.kind);
  if (!prepared.ok) return prepared;
  const { name, reviewed } = prepared.value;
  if (reviewed.kind === 'changes') await stacks.deleteChangeSet(request.stack, name);
  if (recovery.kind === 'create' && reviewed.kind === 'changes') await removeShell(around, request.stack);
  return ok(reviewed);
}

/** The whole change; `confirm` sees it before it is run. */
export async function changeStack(
  around: Surroundings,
  request: ChangeRequest,
  confirm: (reviewed: ChangeSet) => Promise<boolean>,
): Promise<Result<'changed' | 'no_changes', Failure>> {
  const { stacks, messages, report } = around;
  const ready = await recover(around, request.stack);
  if (!ready.ok) return ready;
  const prepared = await prepare(around, request, ready.value);
  if (!prepared.ok) return prepared;
  const { name, reviewed } = prepared.value;
  if (reviewed.kind === 'no_changes') return ok('no_changes');
  if (!(await confirm(reviewed.changeSet))) {
    await stacks.deleteChangeSet(request.stack, name);
    if (ready.value === 'create') await removeShell(around, request.stack);
    return err(failure(exitCodes.declined, messages('declined')));
  }
  const seen = new Set((await stacks.events(request.stack)).map(({ id }) => id));
  await stacks.executeChangeSet(request.stack, name);
  report(messages('change_started', request.stack));
  const watched = await watch(around, request.stack, seen);
  return watched.ok ? ok('changed') : watched;
}

/** Until the stack is gone. `id` rather than the name: a deleted stack is only found by its id. */
export async function deleteStack(around: Surroundings, stack: string): Promise<Result<void, Failure>> {
  const { stacks, messages, report } = around;
  const state = await stacks.describe(stack);
  if (state === undefined) return ok(undefined);
  const seen = new Set((await stacks.events(stack)).map(({ id }) => id));
  await stacks.delete(stack);
  report(messages('deletion_started', stack));
  for (let poll = 0; poll < maxPolls; poll++) {
    const now = await stacks.describe(state.id);
    if (now === undefined || now.status === 'DELETE_COMPLETE') return ok(undefined);
    const fresh = await newEvents(around, state.id, seen);
    if (now.status === 'DELETE_FAILED') return err(failed(around, stack, now.status, fresh));
    await around.pause(pollMs);
  }
  return err(failure(exitCodes.failed, messages('took_too_long', stack)));
}

/** A stack whose first change set was never run is an empty shell that would only confuse. */
async function removeShell({ stacks }: Surroundings, stack: string): Promise<void> {
  if ((await stacks.describe(stack))?.status === 'REVIEW_IN_PROGRESS') await stacks.delete(stack);
}

async function recover(around: Surroundings, stack: string): Promise<Result<'create' | 'update', Failure>> {
  const { stacks, messages, report } = around;
  for (let attempt = 0; attempt < 3; attempt++) {
    const state = await stacks.describe(stack);
    const recovery = recoveryFor(state?.status);
    switch (recovery.kind) {
      case 'create':
      case 'update':
        return ok(recovery.kind);
      case 'delete_first': {
        report(messages('recover_by_deleting', stack, state?.status ?? ''));
        const deleted = await deleteStack(around, stack);
        if (!deleted.ok) return deleted;
        break;
      }
      case 'continue_rollback':
        report(messages('recover_by_continuing', stack));
        await stacks.continueRollback(stack);
        await settle(around, stack);
        break;
      case 'wait':
        report(messages('waiting_for_stack', stack, state?.status ?? ''));
        await settle(around, stack);
        break;
      case 'stuck':
        return err(failure(exitCodes.failed, messages('stack_is_stuck', stack, recovery.status)));
      default:
        return unreachable(recovery);
    }
  }
  const status = (await stacks.describe(stack))?.status ?? '';
  return err(failure(exitCodes.failed, messages('stack_is_stuck', stack, status)));
}

async function settle({ stacks, pause }: Surroundings, stack: string): Promise<void> {
  for (let poll = 0; poll < maxPolls; poll++) {
    const state = await stacks.describe(stack);
    if (!state?.status.endsWith('_IN_PROGRESS')) return;
    await pause(pollMs);
  }
}

async function prepare(
  { stacks, messages, pause, newName }: Surroundings,
  { stack, template, parameters }: ChangeRequest,
  kind: 'create' | 'update',
): Promise<Result<{ readonly name: string; readonly reviewed: Reviewed }, Failure>> {
  if (Buffer.byteLength(template) > maxTemplateBytes) {
    return err(
      failure(exitCodes.configuration, messages('template_too_large', stack, String(maxTemplateBytes))),
    );
  }
  const name = newName();
  await stacks.createChangeSet({
    stack,
    name,
    template,
    parameters,
    kind: kind === 'create' ? 'CREATE' : 'UPDATE',
  });
  for (let poll = 0; poll < maxPolls; poll++) {
    const changeSet = await stacks.describeChangeSet(stack, name);
    if (changeSet.status === 'CREATE_COMPLETE') return ok({ name, reviewed: { kind: 'changes', changeSet } });
    if (changeSet.status === 'FAILED') {
      await stacks.deleteChangeSet(stack, name);
      if (/didn't contain changes|No updates are to be performed/i.test(changeSet.reason)) {
        return ok({ name, reviewed: { kind: 'no_changes' } });
      }
      return err(failure(exitCodes.failed, messages('change_set_failed', stack, changeSet.reason)));
    }
    await pause(Math.min(pollMs, 100 * (poll + 1)));
  }
  return err(failure(exitCodes.failed, messages('took_too_long', stack)));
}

async function watch(around: Surroundings, stack: string, seen: Set<string>): Promise<Result<void, Failure>> {
  const all: StackEvent[] = [];
  for (let poll = 0; poll < maxPolls; poll++) {
    const state = await around.stacks.describe(stack);
    all.push(...(await newEvents(around, stack, seen)));
    const status = state?.status ?? 'DELETE_COMPLETE';
    if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return ok(undefined);
    if (!status.endsWith('_IN_PROGRESS')) return err(failed(around, stack, status, all));
    await around.pause(Math.min(pollMs, 250 * (poll + 1)));
  }
  return err(failure(exitCodes.failed, around.messages('took_too_long', stack)));
}

async function newEvents(
  { stacks, report }: Surroundings,
  stack: string,
  seen: Set<string>,
): Promise<readonly StackEvent[]> {
  const fresh = [...(await stacks.events(stack, (id) => seen.has(id)))]
    .reverse()
    .filter(({ id }) => !seen.has(id));
  for (const { id, status, resource, type, reason } of fresh) {
    seen.add(id);
    report(`  ${status.padEnd(28)} ${resource.padEnd(32)} ${type}${reason ? `  ${reason}` : ''}`);
  }
  return fresh;
}

function failed(
  { messages }: Surroundings,
  stack: string,
  status: string,
  events: readonly StackEvent[],
): Failure {
  const first = firstFailure(events);
  const reason = first ? messages('first_failure', first.resource, first.type, first.reason) : '';
  return failure(exitCodes.failed, messages('change_failed', stack, status), ...(reason ? [reason] : []));
}
