import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TronWeb } from 'tronweb';
import {
  isAddressBytes,
  isTronAddress,
  spellAccount,
  spellAddress,
} from '../../../src/transaction/tron/address.ts';
import { nameContractType } from '../../../src/transaction/tron/contract-types.ts';
import { decodeTron, maxRawDataBytes } from '../../../src/transaction/tron/decode.ts';
import { callOf, payee, transferOf, usdt } from '../../helpers/tron.ts';
import { encodeTron, type Field, fieldsOf, varint } from '../../helpers/tron-encoder.ts';

const address = (byte: number): Buffer => Buffer.concat([Buffer.of(0x41), Buffer.alloc(20, byte)]);
const name = (text: string): Buffer => Buffer.from(`type.googleapis.com/protocol.${text}`);

const transferFields: readonly Field[] = [
  [1, address(1)],
  [2, address(2)],
  [3, 5n],
];

interface Parts {
  readonly inner?: readonly Field[];
  readonly any?: readonly Field[];
  readonly contract?: readonly Field[];
  readonly raw?: readonly Field[];
}

/** A transfer with one layer replaced. */
function build({ inner = transferFields, any, contract, raw }: Parts): Buffer {
  const anyFields = any ?? [
    [1, name('TransferContract')],
    [2, fieldsOf(inner)],
  ];
  const contractFields = contract ?? [
    [1, 1n],
    [2, fieldsOf(anyFields)],
  ];
  return fieldsOf(
    raw ?? [
      [1, Buffer.of(1, 2)],
      [4, Buffer.alloc(8, 3)],
      [8, 1000n],
      [11, fieldsOf(contractFields)],
      [14, 500n],
    ],
  );
}

function problem(bytes: Uint8Array): string {
  const decoded = decodeTron(bytes);
  if (decoded.ok) return 'decoded';
  const { reason, detail } = decoded.error;
  return `${reason} ${detail['problem'] ?? detail['found']}`;
}

test('the message that a test changes is one that is read', () => {
  assert.equal(problem(build({})), 'decoded');
});

const plain = build({});
const outer = fieldsOf([
  [1, 1n],
  [
    2,
    fieldsOf([
      [1, name('TransferContract')],
      [2, fieldsOf(transferFields)],
    ]),
  ],
]);

for (const [what, bytes, expected] of [
  ['nothing', Buffer.alloc(0), 'transaction_type_unsupported AccountCreateContract'],
  ['no contract', build({ raw: [[8, 1000n]] }), 'transaction_type_unsupported AccountCreateContract'],
  [
    'a type that nobody knows',
    build({ contract: [[1, 99n]] }),
    'transaction_type_unsupported contract type 99',
  ],
  [
    'a transfer of TRC-10 tokens',
    build({ contract: [[1, 2n]] }),
    'transaction_type_unsupported TransferAssetContract',
  ],
  [
    'another name for the parameter',
    build({
      any: [
        [1, name('TriggerSmartContract')],
        [2, fieldsOf(transferFields)],
      ],
    }),
    'transaction_bytes_malformed type_url',
  ],
  [
    'authorities',
    build({
      raw: [
        [9, Buffer.of(1)],
        [11, outer],
      ],
    }),
    'transaction_bytes_malformed field_unknown',
  ],
  [
    'scripts',
    build({
      raw: [
        [11, outer],
        [12, Buffer.of(1)],
      ],
    }),
    'transaction_bytes_malformed field_unknown',
  ],
  [
    'a provider',
    build({
      contract: [
        [1, 1n],
        [3, Buffer.of(1)],
      ],
    }),
    'transaction_bytes_malformed field_unknown',
  ],
  [
    'two contracts',
    build({
      raw: [
        [8, 1000n],
        [11, outer],
        [11, outer],
      ],
    }),
    'transaction_not_canonical field_order',
  ],
  [
    'fields in another order',
    build({
      raw: [
        [11, outer],
        [8, 1000n],
      ],
    }),
    'transaction_not_canonical field_order',
  ],
  [
    'a field that says its default',
    build({
      inner: [
        [1, address(1)],
        [2, address(2)],
        [3, 0n],
      ],
    }),
    'transaction_not_canonical field_default',
  ],
  ['a number for bytes', build({ inner: [[1, 5n]] }), 'transaction_bytes_malformed field_type'],
  [
    'bytes for a number',
    build({
      inner: [
        [1, address(1)],
        [2, address(2)],
        [3, Buffer.of(1)],
      ],
    }),
    'transaction_bytes_malformed field_type',
  ],
  [
    'a short address',
    build({
      inner: [
        [1, address(1)],
        [2, address(2).subarray(1)],
        [3, 5n],
      ],
    }),
    'transaction_bytes_malformed address',
  ],
  [
    'an address of another network',
    build({
      inner: [
        [1, address(1)],
        [2, Buffer.alloc(21, 0xa0)],
        [3, 5n],
      ],
    }),
    'transaction_bytes_malformed address',
  ],
  [
    'no owner',
    build({
      inner: [
        [2, address(2)],
        [3, 5n],
      ],
    }),
    'transaction_bytes_malformed address',
  ],
  [
    'a parameter cut short',
    build({
      any: [
        [1, name('TransferContract')],
        [2, fieldsOf(transferFields).subarray(0, 30)],
      ],
    }),
    'transaction_bytes_malformed truncated',
  ],
  [
    'an envelope cut short',
    build({
      contract: [
        [1, 1n],
        [2, Buffer.of(0x0a, 9)],
      ],
    }),
    'transaction_bytes_malformed truncated',
  ],
  ['a contract cut short', build({ raw: [[11, Buffer.of(8)]] }), 'transaction_bytes_malformed truncated'],
  [
    'a key without a value',
    Buffer.concat([plain, Buffer.of(0x90, 0x01)]),
    'transaction_bytes_malformed truncated',
  ],
  ['half a key', Buffer.of(0x80), 'transaction_bytes_malformed truncated'],
  [
    'the largest number',
    build({
      inner: [
        [1, address(1)],
        [2, address(2)],
        [3, 2n ** 63n - 1n],
      ],
    }),
    'decoded',
  ],
  [
    'a number beyond it',
    build({
      inner: [
        [1, address(1)],
        [2, address(2)],
        [3, 2n ** 63n],
      ],
    }),
    'transaction_bytes_malformed number_too_large',
  ],
  [
    'a number longer than it is',
    Buffer.concat([fieldsOf([[1, Buffer.of(1, 2)]]), Buffer.of(0x40, 0x81, 0x00)]),
    'transaction_not_canonical number_not_minimal',
  ],
  [
    'a number without end',
    Buffer.concat([Buffer.of(0x40), Buffer.alloc(12, 0x80)]),
    'transaction_bytes_malformed number_too_large',
  ],
] as const) {
  test(`${what}: ${expected}`, () => {
    assert.equal(problem(bytes), expected);
  });
}

test('a transaction is no larger than the chain takes', () => {
  const filled = (memo: number) =>
    build({
      raw: [
        [10, Buffer.alloc(memo, 1)],
        [11, outer],
      ],
    });
  const rest = maxRawDataBytes - filled(maxRawDataBytes - 200).length + (maxRawDataBytes - 200);
  assert.equal(filled(rest).length, maxRawDataBytes);
  assert.equal(problem(filled(rest)), 'decoded');
  assert.equal(problem(filled(rest + 1)), 'transaction_bytes_malformed too_large');
});

test('what the other library builds encodes to itself, and so does whatever is read from changed bytes', async () => {
  const parameters = [
    { type: 'address', value: payee },
    { type: 'uint256', value: 7n },
  ];
  const seeds = [
    await transferOf(payee, 5),
    await transferOf(payee, 5, { data: 'aabb' }),
    await callOf('transfer(address,uint256)', parameters, { units: 3 }),
    build({
      raw: [
        [3, 77n],
        [
          11,
          fieldsOf([
            [1, 1n],
            [
              2,
              fieldsOf([
                [1, name('TransferContract')],
                [2, fieldsOf(transferFields)],
              ]),
            ],
            [5, 2n],
          ]),
        ],
      ],
    }),
  ];
  const law = (bytes: Uint8Array): void => {
    const decoded = decodeTron(bytes);
    if (decoded.ok) assert.deepEqual(encodeTron(decoded.value), bytes);
  };
  for (const seed of seeds) {
    assert.ok(decodeTron(seed).ok);
    law(seed);
    const property = fc.property(fc.nat(seed.length - 1), fc.nat(255), (at, byte) => {
      const bytes = Buffer.from(seed);
      bytes.writeUInt8(byte, at);
      law(bytes);
    });
    fc.assert(property, { numRuns: 500 });
  }
});

test('a varint is as other encoders write it', () => {
  assert.deepEqual(varint(300n), Buffer.of(0xac, 0x02));
});

test('addresses are those of the other library, and a wrong checksum is none', () => {
  const property = fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (account) => {
    const bytes = Buffer.concat([Buffer.of(0x41), account]);
    const text = TronWeb.address.fromHex(bytes.toString('hex'));
    assert.ok(isAddressBytes(bytes));
    assert.equal(spellAddress(bytes), text);
    assert.equal(spellAccount(account), text);
    assert.ok(isTronAddress(text));
  });
  fc.assert(property);
  for (const text of [
    '',
    usdt.slice(1),
    `${usdt}1`,
    usdt.replace('R7', 'R8'),
    usdt.toLowerCase(),
    'T'.repeat(34),
  ])
    assert.equal(isTronAddress(text), false, text);
});

test('every kind of contract that a refusal may meet has a name', () => {
  assert.equal(nameContractType(46n), 'AccountPermissionUpdateContract');
  assert.equal(nameContractType(7n), 'contract type 7');
});
