/**
 * Tokens: ERC-20, ERC-721, ERC-1155, the allowances of EIP-2612 and of Permit2, and wrapped coins. A selector tells the
 * method and not the standard: `transferFrom` and `approve` of a contract in no table may be about a single token as well.
 */

import { asInteger, readArguments } from './abi-values.ts';
import { type Findings, maxUint160, maxUint256 } from './findings.ts';
import { type Meaning, means, type Reading } from './meaning.ts';

/** A right over a whole collection or balance. */
const everything = maxUint256;

const transferFrom: Reading = (args, { to: contract }, found) => {
  const asset = found.tokenAt(contract);
  found.acts.add('transfer_from');
  if (asset.startsWith('unlisted:')) found.acts.add('nft_transfer');
  found.pay({ asset, to: args.text(1), units: args.integer(2), from: args.text(0) });
  return undefined;
};

const approve: Reading = (args, { to: contract }, found) => {
  found.allow(found.tokenAt(contract), args.text(0), args.integer(1), maxUint256);
  return undefined;
};

function payItems(
  found: Findings,
  contract: string,
  from: string,
  to: string,
  amounts: readonly bigint[],
): void {
  const asset = found.tokenAt(contract);
  found.acts.add('nft_transfer');
  for (const units of amounts) found.pay({ asset, to, units, from });
}

const transferSingle: Reading = (args, { to: contract }, found) => {
  payItems(found, contract, args.text(0), args.text(1), [1n]);
  return undefined;
};

export const tokenMethods: readonly Meaning[] = [
  means('transfer(address to,uint256 amount)', (args, { to: contract, sender }, found) => {
    const payment = { asset: found.tokenAt(contract), to: args.text(0), units: args.integer(1) };
    found.pay(sender === undefined ? payment : { ...payment, from: sender });
    return undefined;
  }),
  means('transferFrom(address from,address to,uint256 amount)', transferFrom),
  means('approve(address spender,uint256 amount)', approve),
  means('increaseAllowance(address spender,uint256 amount)', approve),
  means('safeTransferFrom(address from,address to,uint256 tokenId)', transferSingle),
  means('safeTransferFrom(address from,address to,uint256 tokenId,bytes data)', transferSingle),
  means(
    'safeTransferFrom(address from,address to,uint256 id,uint256 amount,bytes data)',
    (args, site, found) => {
      payItems(found, site.to, args.text(0), args.text(1), [args.integer(3)]);
      return undefined;
    },
  ),
  means(
    'safeBatchTransferFrom(address from,address to,uint256[] ids,uint256[] amounts,bytes data)',
    (args, site, found) => {
      payItems(found, site.to, args.text(0), args.text(1), args.items(3).map(asInteger));
      return undefined;
    },
  ),
  means('setApprovalForAll(address operator,bool approved)', (args, { to: contract }, found) => {
    if (!args.isTrue(1)) return undefined;
    found.acts.add('operator_approval');
    found.allow(found.tokenAt(contract), args.text(0), everything, everything);
    return undefined;
  }),
  means(
    'permit(address owner,address spender,uint256 value,uint256 deadline,uint8 v,bytes32 r,bytes32 s)',
    (args, { to: contract }, found) => {
      found.allow(found.tokenAt(contract), args.text(1), args.integer(2), maxUint256);
      return undefined;
    },
  ),
  // The older permit of DAI: all or nothing.
  means(
    'permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed,uint8 v,bytes32 r,bytes32 s)',
    (args, { to: contract }, found) => {
      found.allow(found.tokenAt(contract), args.text(1), args.isTrue(4) ? everything : 0n, everything);
      return undefined;
    },
  ),
  // Wrapped coins: the value that goes along is a payment to the contract already.
  means('deposit()', (_args, _site, found) => {
    found.acts.add('wrap');
    return undefined;
  }),
  means('withdraw(uint256 amount)', (_args, _site, found) => {
    found.acts.add('unwrap');
    return undefined;
  }),
  // Permit2.
  means('approve(address token,address spender,uint160 amount,uint48 expiration)', (args, _site, found) => {
    found.allow(found.tokenAt(args.text(0)), args.text(1), args.integer(2), maxUint160);
    return undefined;
  }),
  means(
    'permit(address owner,((address token,uint160 amount,uint48 expiration,uint48 nonce) details,address spender,uint256 sigDeadline) permitSingle,bytes signature)',
    (args, _site, found) => {
      const details = args.structure(1).structure(0);
      found.allow(found.tokenAt(details.text(0)), args.structure(1).text(1), details.integer(1), maxUint160);
      return undefined;
    },
  ),
  means(
    'permit(address owner,((address token,uint160 amount,uint48 expiration,uint48 nonce)[] details,address spender,uint256 sigDeadline) permitBatch,bytes signature)',
    (args, _site, found) => {
      for (const item of args.structure(1).items(0)) {
        const details = readArguments(item);
        found.allow(
          found.tokenAt(details.text(0)),
          args.structure(1).text(1),
          details.integer(1),
          maxUint160,
        );
      }
      return undefined;
    },
  ),
  means('transferFrom(address from,address to,uint160 amount,address token)', (args, _site, found) => {
    found.acts.add('transfer_from');
    found.pay({
      asset: found.tokenAt(args.text(3)),
      to: args.text(1),
      units: args.integer(2),
      from: args.text(0),
    });
    return undefined;
  }),
  means(
    'transferFrom((address from,address to,uint160 amount,address token)[] transferDetails)',
    (args, _site, found) => {
      found.acts.add('transfer_from');
      for (const item of args.items(0)) {
        const one = readArguments(item);
        found.pay({
          asset: found.tokenAt(one.text(3)),
          to: one.text(1),
          units: one.integer(2),
          from: one.text(0),
        });
      }
      return undefined;
    },
  ),
  means(
    'permitTransferFrom(((address token,uint256 amount) permitted,uint256 nonce,uint256 deadline) permit,(address to,uint256 requestedAmount) transferDetails,address owner,bytes signature)',
    (args, _site, found) => {
      found.acts.add('transfer_from');
      found.pay({
        asset: found.tokenAt(args.structure(0).structure(0).text(0)),
        to: args.structure(1).text(0),
        units: args.structure(1).integer(1),
        from: args.text(2),
      });
      return undefined;
    },
  ),
];
