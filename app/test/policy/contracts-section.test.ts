import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractKey } from '../../src/transaction/evm/contracts.ts';
import { document, load, problems } from '../helpers/policy.ts';

const address = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
const supply = 'supply(address asset, uint256 amount)';
const withContracts = (yaml: string): string => document('', `contracts: ${yaml}`);
const messages = (yaml: string): readonly string[] =>
  problems(withContracts(yaml)).map(({ path, message }) => `${path}: ${message}`);
const pool = (methods: string, at = address, chain = '1'): string =>
  `{chain_id: ${chain}, address: "${at}", methods: ${methods}}`;

test('a contract is known by chain and address, its methods by selector', () => {
  const { contracts } = load(withContracts(`{pool: ${pool(`["${supply}"]`)}}`)).knowledge;
  const methods = contracts.get(contractKey(1n, address.toLowerCase()));
  assert.equal(methods?.get('0xf2b9fdb8')?.signature, 'supply(address,uint256)');
  assert.equal(load(document('')).knowledge.contracts.size, 0);
});

test('mistakes are reported at their place', () => {
  for (const [yaml, message] of [
    ['[]', /^contracts: must be a map from names/],
    ['{pool: 1}', /^contracts\.pool: must be a map of chain_id/],
    [`{pool: ${pool('[]')}}`, /methods: is empty/],
    [`{pool: ${pool(`["${supply}"]`, address, '0')}}`, /chain_id: must be a whole number/],
    [`{pool: ${pool(`["${supply}"]`, '0x12')}}`, /address: must be 0x and 40/],
    [`{pool: ${pool(`["${supply}"]`, address.replace('dC', 'Dc'))}}`, /address: has a wrong EIP-55 checksum/],
    [`{pool: ${pool('["supply"]')}}`, /methods\[0\]: is not a method/],
    [
      `{pool: ${pool(`["${supply}", "supply(address a, uint256 b)"]`)}}`,
      /methods\[1\]: has the selector 0xf2b9fdb8 of another method/,
    ],
    [`{pool: ${pool(`["${supply}"]`)}, same: ${pool(`["${supply}"]`)}}`, /same\.address: is described twice/],
  ] as const) {
    assert.match(messages(yaml).join(), message);
  }
});
