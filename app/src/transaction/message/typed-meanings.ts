/**
 * Typed data whose meaning is known by the exact text of its type: permits (EIP-2612 and the older one of DAI), Permit2,
 * transfers by authorisation (EIP-3009) and the Safe's orders. Each becomes the facts of what it lets others do on chain.
 */

import { type Arguments, readArguments } from '../evm/abi-values.ts';
import { type Findings, maxUint160, maxUint256 } from '../evm/findings.ts';
import type { Site } from '../evm/meaning.ts';
import { readSafeOrder } from '../evm/methods-safe.ts';

/** Notes what the message allows, and returns what a Safe is told to call. */
export type TypedReading = (
  args: Arguments,
  verifyingContract: string,
  found: Findings,
) => readonly Site[] | undefined;

const permitDetails = 'PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)';
const tokenPermissions = 'TokenPermissions(address token,uint256 amount)';
const safeTx =
  'SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)';
const byAuthorization =
  'WithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)';
const witness =
  'PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,';
const batchWitness =
  'PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline,';

const one =
  (largest: bigint): TypedReading =>
  (args, _contract, found) =>
    allow(args.structure(0), args.text(1), largest, found);
const many =
  (largest: bigint): TypedReading =>
  (args, _contract, found) => {
    for (const item of args.items(0)) allow(readArguments(item), args.text(1), largest, found);
    return undefined;
  };

function allow(details: Arguments, spender: string, largest: bigint, found: Findings): undefined {
  found.allow(found.tokenAt(details.text(0)), spender, details.integer(1), largest);
}

const pay: TypedReading = (args, token, found) => {
  found.acts.add('transfer_from');
  found.pay({ asset: found.tokenAt(token), to: args.text(1), units: args.integer(2), from: args.text(0) });
  return undefined;
};

const exact: ReadonlyMap<string, TypedReading> = new Map<string, TypedReading>([
  [
    'Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)',
    (args, token, found) => {
      found.allow(found.tokenAt(token), args.text(1), args.integer(2), maxUint256);
      return undefined;
    },
  ],
  [
    'Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)',
    (args, token, found) => {
      found.allow(found.tokenAt(token), args.text(1), args.isTrue(4) ? maxUint256 : 0n, maxUint256);
      return undefined;
    },
  ],
  [
    `PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)${permitDetails}`,
    one(maxUint160),
  ],
  [
    `PermitBatch(PermitDetails[] details,address spender,uint256 sigDeadline)${permitDetails}`,
    many(maxUint160),
  ],
  [
    `PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline)${tokenPermissions}`,
    one(maxUint256),
  ],
  [
    `PermitBatchTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline)${tokenPermissions}`,
    many(maxUint256),
  ],
  [`Transfer${byAuthorization}`, pay],
  [`Receive${byAuthorization}`, pay],
  [
    safeTx,
    (args, safe, found) =>
      readSafeOrder(
        {
          safe,
          to: args.text(0),
          units: args.integer(1),
          data: args.bytes(2),
          operation: args.integer(3),
          gasPrice: args.integer(6),
        },
        found,
      ),
  ],
]);

/** Undefined where nobody here knows what the message means. */
export function typedMeaning(typeText: string): TypedReading | undefined {
  const reading = exact.get(typeText);
  if (reading !== undefined || !typeText.includes(tokenPermissions)) return reading;
  // Permit2 with a witness: the same right, bound to a structure that its spender chooses.
  if (typeText.startsWith(witness)) return one(maxUint256);
  return typeText.startsWith(batchWitness) ? many(maxUint256) : undefined;
}

/** The order of a Safe is nothing but the call inside it. */
export function isEnvelope(typeText: string): boolean {
  return typeText === safeTx;
}
