/** The chain's kinds of contract by their number, so that a refusal can say what it refused. */

export const transferContract = 1n;
export const triggerSmartContract = 31n;

const names: ReadonlyMap<bigint, string> = new Map([
  [0n, 'AccountCreateContract'],
  [transferContract, 'TransferContract'],
  [2n, 'TransferAssetContract'],
  [3n, 'VoteAssetContract'],
  [4n, 'VoteWitnessContract'],
  [5n, 'WitnessCreateContract'],
  [6n, 'AssetIssueContract'],
  [8n, 'WitnessUpdateContract'],
  [9n, 'ParticipateAssetIssueContract'],
  [10n, 'AccountUpdateContract'],
  [11n, 'FreezeBalanceContract'],
  [12n, 'UnfreezeBalanceContract'],
  [13n, 'WithdrawBalanceContract'],
  [14n, 'UnfreezeAssetContract'],
  [15n, 'UpdateAssetContract'],
  [16n, 'ProposalCreateContract'],
  [17n, 'ProposalApproveContract'],
  [18n, 'ProposalDeleteContract'],
  [19n, 'SetAccountIdContract'],
  [30n, 'CreateSmartContract'],
  [triggerSmartContract, 'TriggerSmartContract'],
  [33n, 'UpdateSettingContract'],
  [41n, 'ExchangeCreateContract'],
  [42n, 'ExchangeInjectContract'],
  [43n, 'ExchangeWithdrawContract'],
  [44n, 'ExchangeTransactionContract'],
  [45n, 'UpdateEnergyLimitContract'],
  [46n, 'AccountPermissionUpdateContract'],
  [48n, 'ClearABIContract'],
  [49n, 'UpdateBrokerageContract'],
  [51n, 'ShieldedTransferContract'],
  [52n, 'MarketSellAssetContract'],
  [53n, 'MarketCancelOrderContract'],
  [54n, 'FreezeBalanceV2Contract'],
  [55n, 'UnfreezeBalanceV2Contract'],
  [56n, 'WithdrawExpireUnfreezeContract'],
  [57n, 'DelegateResourceContract'],
  [58n, 'UnDelegateResourceContract'],
  [59n, 'CancelAllUnfreezeV2Contract'],
]);

export function nameContractType(type: bigint): string {
  return names.get(type) ?? `contract type ${type}`;
}
