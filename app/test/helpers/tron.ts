/** Tron transactions made by another library, and the requests that carry them. */

import { createHash } from 'node:crypto';
import { TronWeb, type Types, utils } from 'tronweb';
import { sampleWith, type Wire } from './requests.ts';

/** It never talks to anybody: every transaction here is built and encoded without a node. */
const tronWeb = new TronWeb({ fullHost: 'http://127.0.0.1:1' });

/** The address whose 20 bytes are all this one. */
export function tronAddress(byte: number): string {
  return TronWeb.address.fromHex(`41${Buffer.alloc(20, byte).toString('hex')}`);
}

export const owner = tronAddress(0x11);
export const payee = tronAddress(0x22);
export const stranger = tronAddress(0x33);
export const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

const now = Date.UTC(2026, 10, 18, 12, 0);

/** Every field is there already, so that the library asks nobody. */
const header = {
  ref_block_bytes: 'a1b2',
  ref_block_hash: '0123456789abcdef',
  expiration: now + 60_000,
  timestamp: now,
};

export const expiresAt = BigInt(header.expiration);

type Built = Pick<Types.Transaction, 'raw_data'>;

/** `raw_data` as the library encodes it. */
export function rawDataOf(transaction: Built): Buffer {
  const pb = utils.transaction.txJsonToPb({ ...transaction, visible: false });
  return Buffer.from(utils.transaction.txPbToRawDataHex(pb), 'hex');
}

export async function transferOf(
  to: string,
  units: number,
  changes: Record<string, unknown> = {},
): Promise<Buffer> {
  const built = await tronWeb.transactionBuilder.sendTrx(to, units, owner, { blockHeader: header });
  return rawDataOf({ ...built, raw_data: { ...built.raw_data, ...changes } });
}

export interface CallOptions {
  readonly contract?: string;
  readonly units?: number;
  readonly feeLimit?: number;
}

export interface Parameter {
  readonly type: string;
  readonly value: string | bigint;
}

/** A call of a contract's method, built without a node. */
export async function callOf(
  method: string,
  parameters: readonly Parameter[],
  { contract = usdt, units = 0, feeLimit = 30_000_000 }: CallOptions = {},
): Promise<Buffer> {
  const built = await tronWeb.transactionBuilder.triggerSmartContract(
    contract,
    method,
    { blockHeader: header, feeLimit, callValue: units, txLocal: true },
    [...parameters],
    owner,
  );
  return rawDataOf(built.transaction);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A signing request for the transfer of `amountStr` of `asset` to `payee`, with these bytes. */
export function tronRequest(bytes: Uint8Array, changes: Wire = {}): Wire {
  const amount = String(changes['amountStr'] ?? '1.5');
  const coin = changes['asset'] === 'TRX_TEST' ? 1 : 195;
  return sampleWith({
    asset: 'TRX',
    amountStr: amount,
    requestedAmountStr: amount,
    fee: '1.1',
    sourceId: '7',
    destType: 'ONE_TIME_ADDRESS',
    destId: '',
    destAddress: payee,
    destinations: [{ dstType: 'ONE_TIME_ADDRESS', dstId: '', dstAddress: payee, amountNativeStr: amount }],
    rawTx: [
      {
        keyDerivationPath: [44, coin, 7, 0, 0],
        rawTx: Buffer.from(bytes).toString('hex'),
        payload: sha256(bytes),
      },
    ],
    ...changes,
  });
}
