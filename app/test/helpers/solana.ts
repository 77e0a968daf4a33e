/** Solana messages made by another library, and the requests that carry them. */

import {
  type Address,
  appendTransactionMessageInstructions,
  address as asAddress,
  blockhash as asBlockhash,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getAddressDecoder,
  type Instruction,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';
import { findAssociatedTokenPda, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { sampleWith, type Wire } from './requests.ts';

/** An address that has 32 times this byte. */
export function addressOf(byte: number): Address {
  return getAddressDecoder().decode(new Uint8Array(32).fill(byte));
}

export const vault = addressOf(0x11);
export const recipient = addressOf(0x22);
export const stranger = addressOf(0x33);
export const usdc = asAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
export const signer = createNoopSigner(vault);
export const blockhash = asBlockhash(addressOf(0x44));

export interface MessageOptions {
  readonly version?: 'legacy' | 0;
  readonly payer?: Address;
}

/** The bytes that Ed25519 signs. */
export function messageOf(
  instructions: readonly Instruction[],
  { version = 0, payer = vault }: MessageOptions = {},
): Buffer {
  const lifetime = { blockhash, lastValidBlockHeight: 1n };
  const compiled =
    version === 0
      ? compileTransaction(
          appendTransactionMessageInstructions(
            instructions,
            setTransactionMessageLifetimeUsingBlockhash(
              lifetime,
              setTransactionMessageFeePayer(payer, createTransactionMessage({ version: 0 })),
            ),
          ),
        )
      : compileTransaction(
          appendTransactionMessageInstructions(
            instructions,
            setTransactionMessageLifetimeUsingBlockhash(
              lifetime,
              setTransactionMessageFeePayer(payer, createTransactionMessage({ version: 'legacy' })),
            ),
          ),
        );
  return Buffer.from(compiled.messageBytes);
}

/** Where `owner` keeps tokens of `mint`, by the other library. */
export async function accountOf(
  owner: Address,
  mint: Address = usdc,
  tokenProgram: Address = TOKEN_PROGRAM_ADDRESS,
): Promise<Address> {
  const [account] = await findAssociatedTokenPda({ owner, mint, tokenProgram });
  return account;
}

/** A signing request for the transfer of `amount` of `asset` to `recipient`, with these bytes. */
export function transferRequest(message: Uint8Array, changes: Wire = {}): Wire {
  const hex = Buffer.from(message).toString('hex');
  const amount = String(changes['amountStr'] ?? '1.5');
  return sampleWith({
    asset: 'SOL',
    amountStr: amount,
    requestedAmountStr: amount,
    fee: '0.000005',
    sourceId: '7',
    destType: 'ONE_TIME_ADDRESS',
    destId: '',
    destAddress: recipient,
    destinations: [
      { dstType: 'ONE_TIME_ADDRESS', dstId: '', dstAddress: recipient, amountNativeStr: amount },
    ],
    rawTx: [{ keyDerivationPath: '[ 44, 501, 7, 0, 0 ]', rawTx: hex, payload: hex }],
    ...changes,
  });
}

/** A PROGRAM_CALL with the given content, and no raw transactions. */
export function programCallRequest(data: unknown, changes: Wire = {}): Wire {
  return sampleWith({
    operation: 'PROGRAM_CALL',
    asset: 'SOL',
    amountStr: '0',
    requestedAmountStr: '0',
    sourceId: '7',
    destType: undefined,
    destId: undefined,
    destAddress: undefined,
    destinations: undefined,
    rawTx: undefined,
    extraParameters: { programCallData: data, useDurableNonce: false },
    ...changes,
  });
}

/** As an initiator sends it: room for signatures, then the message. */
export function wireOf(message: Uint8Array, signatures = 1): string {
  return Buffer.concat([Buffer.of(signatures), Buffer.alloc(64 * signatures), message]).toString('base64');
}
