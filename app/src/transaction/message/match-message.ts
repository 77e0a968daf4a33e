/**
 * Messages of EVM chains that are signed instead of a transaction (protocol section 7.3): EIP-712 typed data and EIP-191
 * text. The digest is recomputed from the content; where raw transactions came along they have to be exactly what is
 * hashed. Other kinds of messages are refused.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Denial, deny } from '../../decision/denial.ts';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import type { JsonValue } from '../../lib/json.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import { readArguments } from '../evm/abi-values.ts';
import { type CallScene, readCall } from '../evm/calldata.ts';
import { checkChain, checkDerivationPath, mismatch } from '../evm/checks.ts';
import { openFindings } from '../evm/findings.ts';
import { sceneOf } from '../evm/match-operation.ts';
import { composeFacts, type TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { readRawMessages } from '../raw-messages.ts';
import { readTypedData } from './typed-data.ts';
import { isEnvelope, typedMeaning } from './typed-meanings.ts';

/** Undefined where the asset is none of an EVM chain. */
export function matchTypedMessage(
  request: TransactionRequest,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> | undefined {
  const asset = knowledge.assets.get(request.asset);
  if (asset?.family !== 'evm_native' && asset?.family !== 'evm_token') return undefined;
  const scene = sceneOf(request, asset, knowledge);
  if (scene === undefined) return undefined;
  const read = readRawMessages(request);
  if (!read.ok) return read;
  const [message] = read.value.messages;
  const count = read.value.messages.length;
  if (message === undefined || count !== 1) {
    return err(
      deny('transaction_entry_count', { field: 'rawMessageData.messages', declared: 1, found: count }),
    );
  }
  const signed = readMessage(message.type, message.content, scene, knowledge);
  if (!signed.ok) return signed;
  const denial = checkRawTransactions(request, signed.value, scene);
  return denial === undefined ? ok(signed.value.facts) : err(denial);
}

/** What is hashed, and what it means. */
interface Signed {
  readonly preimage: Uint8Array;
  readonly facts: TransactionFacts;
}

function readMessage(
  type: string | undefined,
  content: JsonValue,
  scene: CallScene,
  { registeredHashes }: Knowledge,
): Result<Signed, Denial> {
  switch (type) {
    case 'EIP712':
      return readEip712(content, scene);
    case 'EIP191':
      return readEip191(content, registeredHashes);
    default:
      return err(deny('transaction_type_unsupported', { found: (type ?? 'none').slice(0, shownCharacters) }));
  }
}

const shownCharacters = 80;

function readEip712(content: JsonValue, scene: CallScene): Result<Signed, Denial> {
  const read = readTypedData(content);
  if (!read.ok) return read;
  const { fact, typeText, typeHash, preimage, values, args } = read.value;
  const { chainId, verifyingContract = 'none' } = fact.domain;
  const chainDenial = checkChain(scene.native, chainId);
  if (chainDenial !== undefined) return err(chainDenial);
  const found = openFindings(scene);
  found.acts.add('typed_data');
  const call = {
    to: verifyingContract,
    selector: `0x${encodeHex(typeHash.subarray(0, 4))}`,
    method: fact.primaryType,
    units: 0n,
    depth: 0,
  };
  found.calls.push(isEnvelope(typeText) ? call : { ...call, args });
  for (const site of typedMeaning(typeText)?.(readArguments(values), verifyingContract, found) ?? []) {
    readCall(site, scene, found, 1);
  }
  const problem = found.problem();
  if (problem !== undefined) return err(problem);
  const { acts, calls, payments, allowances } = found;
  const facts = composeFacts({
    family: 'message',
    digests: [encodeHex(keccak_256(preimage))],
    acts: [...acts],
    calls,
    payments,
    allowances,
    typedData: fact,
    details: { format: 'eip712' },
  });
  return ok({ preimage, facts });
}

const printable = /^[ -~\n]*$/;

/**
 * Bytes of a hash's length are most likely one: a Safe takes such a signature for its owner's consent to an order. They
 * have to be registered.
 */
const hashBytes = 32;

function readEip191(content: JsonValue, registered: ReadonlySet<string>): Result<Signed, Denial> {
  const bytes = typeof content === 'string' ? decodeHex(content) : undefined;
  if (!bytes?.ok) return err(deny('transaction_bytes_malformed', { field: 'content', problem: 'not_hex' }));
  const message = bytes.value;
  const isHash = message.length === hashBytes;
  const spelled = encodeHex(message);
  if (isHash && !registered.has(spelled)) {
    return err(deny('transaction_content_unknown', { found: spelled }));
  }
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`, 'latin1');
  const preimage = Buffer.concat([prefix, message]);
  const text = Buffer.from(message).toString('latin1');
  const facts = composeFacts({
    family: 'message',
    digests: [encodeHex(keccak_256(preimage))],
    acts: isHash ? ['plain_message', 'registered_hash'] : ['plain_message'],
    details: {
      format: 'eip191',
      bytes: message.length,
      ...(printable.test(text) && { text: text.slice(0, maxTextCharacters) }),
    },
  });
  return ok({ preimage, facts });
}

const maxTextCharacters = 500;

/** Nobody documents raw transactions for messages: where one comes, it is what is hashed and its digest, or it is a lie. */
function checkRawTransactions(
  request: TransactionRequest,
  { preimage, facts: { digests } }: Signed,
  { native }: CallScene,
): Denial | undefined {
  const { rawTransactions } = request;
  if (rawTransactions === undefined) return undefined;
  const [raw] = rawTransactions;
  const [digest = ''] = digests;
  if (raw === undefined || rawTransactions.length !== 1) {
    return deny('transaction_entry_count', { field: 'rawTx', declared: 1, found: rawTransactions.length });
  }
  if (raw.payload === undefined) return deny('transaction_digest_missing', { found: digest });
  if (raw.payload.toLowerCase() !== digest) {
    return mismatch('transaction_digest_mismatch', 'payload', raw.payload, digest);
  }
  if (raw.bytes.toLowerCase() !== encodeHex(preimage)) {
    return mismatch(
      'transaction_message_mismatch',
      'rawTx',
      raw.bytes.slice(0, shownBytes),
      encodeHex(preimage).slice(0, shownBytes),
    );
  }
  return checkDerivationPath(request, { path: raw.keyDerivationPath }, native);
}

const shownBytes = 200;
