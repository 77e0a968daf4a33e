/**
 * A crowd of co-signers at the edge of one limit: every transaction is asked about at both stages, again and again, at
 * whichever handler comes, and what all the answers say together is judged.
 */

import assert from 'node:assert/strict';
import { Agent, request as send } from 'node:http';
import { signerId } from '../../scripts/development-files.ts';
import { pairs } from '../helpers/process.ts';
import { sampleWith, type Wire } from '../helpers/requests.ts';
import { makeToken } from '../helpers/tokens.ts';

export interface CrowdOptions {
  /** Handlers that are asked in turn; looked at anew for every request. */
  readonly handlers: () => readonly URL[];
  readonly transactions: number;
  /** How many times each question is asked. */
  readonly repeats: number;
  readonly connections: number;
  /** Names the transactions. */
  readonly run: string;
}

export interface Judged {
  readonly requests: number;
  /** Transactions whose signature was approved. */
  readonly signed: number;
  readonly approved: number;
  readonly retries: number;
  /** Calls that got no whole answer. */
  readonly failures: number;
}

/** Asks until every question has a final answer; fails when one question gets two different ones. */
export async function crowd(options: CrowdOptions): Promise<Judged> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const answers = new Map<string, string>();
  const counts = { requests: 0, retries: 0, failures: 0 };
  const ask = async (question: string, token: string): Promise<string | undefined> => {
    const handlers = options.handlers();
    const handler = handlers[Math.floor(Math.random() * handlers.length)];
    counts.requests += 1;
    const action = handler && (await actionOf(agent, handler, token).catch(() => undefined));
    if (action === undefined) counts.failures += 1;
    else if (action === 'RETRY') counts.retries += 1;
    else {
      const before = answers.get(question) ?? action;
      assert.equal(action, before, `two answers to ${question}`);
      answers.set(question, action);
      return action;
    }
    return undefined;
  };
  const settle = async (question: string, request: Wire): Promise<void> => {
    const token = makeToken(request, pairs.cosigner);
    let left = options.repeats;
    // Some at the same time, then one after the other.
    await Promise.all([ask(question, token), ask(question, token)]);
    for (let tries = 0; left > 0; tries += 1) {
      assert.ok(tries < 400, `no answer to ${question}`);
      if ((await ask(question, token)) !== undefined) left -= 1;
      else await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 50));
    }
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const i = next;
      next += 1;
      if (i >= options.transactions) return;
      const txId = `${options.run}-${i}`;
      const signing = sampleWith({ requestId: txId, txId, signerId });
      const approval = { ...signing, fee: undefined, rawTx: undefined, players: undefined };
      await settle(`approval ${txId}`, approval);
      // One in eight is approved and never signed.
      if (i % 8 !== 0) await settle(`signing ${txId}`, signing);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, worker));
  agent.destroy();
  const approvals = [...answers].filter(([, action]) => action === 'APPROVE').map(([question]) => question);
  const signed = approvals.filter((question) => question.startsWith('signing ')).length;
  return { ...counts, signed, approved: approvals.length - signed };
}

function actionOf(agent: Agent, handler: URL, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = send(
      new URL('/v2/tx_sign_request', handler),
      { agent, method: 'POST', timeout: 30_000 },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece) => {
          body += piece;
        });
        response.once('end', () => {
          if (response.statusCode !== 200) return reject(new Error(`HTTP ${response.statusCode}`));
          resolve(JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()).action);
        });
        response.once('error', reject);
      },
    );
    call.once('error', reject);
    call.once('timeout', () => call.destroy(new Error('timeout')));
    call.end(token);
  });
}
