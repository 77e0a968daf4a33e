/**
 * EIP-712: typed data from JSON to the digest that is signed, and to its values. Strict: every member that the types
 * name is there and no other, every value is of its type, and the domain states its members in the order of the EIP. So
 * nothing is shown that is not signed, and nothing signed that is not shown. Knows nothing of what a message means.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Denial, deny } from '../../decision/denial.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonText } from '../../lib/json.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { AbiValue } from '../evm/abi-decode.ts';
import type { Argument, TypedDataFact } from '../facts.ts';
import { encodeAtom } from './typed-atoms.ts';
import { type Members, parseTypes, type TypeTable } from './typed-types.ts';

export interface TypedData {
  readonly fact: TypedDataFact;
  /** `encodeType` of the primary type: what tells equal names with different members apart. */
  readonly typeText: string;
  readonly typeHash: Uint8Array;
  /** 0x19 0x01, the domain's hash, the message's hash. */
  readonly preimage: Uint8Array;
  /** The members of the message in the order of its type. */
  readonly values: AbiValue;
  readonly args: readonly Argument[];
}

/** Values in one message; each costs a hash at most. */
export const maxTypedValues = 2048;

const contentMembers = ['domain', 'message', 'primaryType', 'types'];

/** `content` is the object, or its JSON as text. */
export function readTypedData(content: JsonValue): Result<TypedData, Denial> {
  const json = typeof content === 'string' ? parseJsonText(content) : ok(content);
  if (!json.ok) return err(malformed('content', json.error.problem));
  const data = json.value;
  if (!isJsonObject(data)) return err(malformed('content', 'not_an_object'));
  if (Object.keys(data).sort().join() !== contentMembers.join()) return err(malformed('content', 'members'));
  const { types: rawTypes, primaryType, domain, message } = data;
  if (typeof primaryType !== 'string' || primaryType === domainType)
    return err(malformed('primaryType', 'not_a_type'));
  if (!isJsonObject(domain)) return err(malformed('domain', 'not_an_object'));
  const types = parseTypes(rawTypes);
  if (!types.ok) return err(malformed('types', types.error));
  if (!types.value.has(primaryType)) return err(malformed('primaryType', 'not_a_type'));
  const domainMembers = membersOfDomain(domain, types.value);
  if (domainMembers === undefined) return err(malformed('domain', 'members'));
  const walk: Walk = {
    types: types.value.with(domainType, domainMembers),
    args: [],
    values: 0,
    problem: undefined,
  };
  const domainHash = hashStruct(walk, domainType, domain, 'domain').encoded;
  const domainArgs = walk.args.splice(0);
  const body = hashStruct(walk, primaryType, message, '');
  if (walk.problem !== undefined) return err(walk.problem);
  const preimage = Buffer.concat([Uint8Array.of(0x19, 0x01), domainHash, body.encoded]);
  return ok({
    fact: { domain: toDomain(domainArgs), primaryType },
    typeText: walk.types.textOf(primaryType),
    typeHash: walk.types.hashOf(primaryType),
    preimage,
    values: body.value,
    args: walk.args,
  });
}

const domainType = 'EIP712Domain';
const domainFields: Members = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
];

/** The domain's type: as the EIP orders what the domain states. Where the types describe it too, they must say the same. */
function membersOfDomain(domain: JsonObject, types: TypeTable): Members | undefined {
  const members = domainFields.filter(({ name }) => Object.hasOwn(domain, name));
  if (members.length === 0) return undefined;
  const described = JSON.stringify(types.get(domainType));
  return !types.has(domainType) || described === JSON.stringify(members) ? members : undefined;
}

function toDomain(args: readonly Argument[]): TypedDataFact['domain'] {
  const values = new Map(args.map(({ name, value }) => [name.slice('domain.'.length), value]));
  const text = (name: string) => (values.has(name) ? { [name]: String(values.get(name)) } : {});
  const chainId = values.get('chainId');
  return {
    ...text('name'),
    ...text('version'),
    ...(typeof chainId === 'bigint' && { chainId }),
    ...text('verifyingContract'),
    ...text('salt'),
  };
}

interface Walk {
  readonly types: TypeTable;
  readonly args: Argument[];
  values: number;
  /** The first one; then nothing that was read may be used. */
  problem: Denial | undefined;
}

interface Encoded {
  /** 32 bytes, as they go into the hash of what contains them. */
  readonly encoded: Uint8Array;
  readonly value: AbiValue;
}

const nothing: Encoded = { encoded: new Uint8Array(32), value: '' };

function fail(walk: Walk, path: string, problem: string): Encoded {
  walk.problem ??= malformed(path, problem);
  return nothing;
}

function hashStruct(walk: Walk, type: string, value: JsonValue | undefined, path: string): Encoded {
  const members = walk.types.get(type);
  if (!isJsonObject(value)) return fail(walk, path, 'not_an_object');
  if (Object.keys(value).length !== members.length) return fail(walk, path, 'members');
  const encoded = members.map((member) =>
    encodeValue(walk, member.type, value[member.name], path === '' ? member.name : `${path}.${member.name}`),
  );
  return combine(encoded, [walk.types.hashOf(type)]);
}

const array = /^(.+)\[([0-9]*)\]$/;

function encodeValue(walk: Walk, type: string, value: JsonValue | undefined, path: string): Encoded {
  walk.values += 1;
  if (walk.values > maxTypedValues) {
    walk.problem ??= deny('transaction_too_complex', { what: 'typed_values', limit: maxTypedValues });
    return nothing;
  }
  const [, item, length] = array.exec(type) ?? [];
  if (item !== undefined) {
    if (!Array.isArray(value)) return fail(walk, path, 'not_a_list');
    if (length !== '' && value.length !== Number(length)) return fail(walk, path, 'list_length');
    return combine(value.map((one, i) => encodeValue(walk, item, one, `${path}[${i}]`)));
  }
  if (walk.types.has(type)) return hashStruct(walk, type, value, path);
  const atom = encodeAtom(type, value);
  if (!atom.ok) return fail(walk, path, atom.error);
  walk.args.push({ name: path, value: atom.value.shown });
  return atom.value;
}

function combine(parts: readonly Encoded[], before: readonly Uint8Array[] = []): Encoded {
  const bytes = Buffer.concat([...before, ...parts.map(({ encoded }) => encoded)]);
  return { encoded: keccak_256(bytes), value: parts.map(({ value }) => value) };
}

function malformed(field: string, problem: string): Denial {
  const shown = `typedData.${field.slice(0, maxShownCharacters)}`;
  return deny('transaction_bytes_malformed', { field: shown, problem });
}

/** Paths are the sender's; they go into a row. */
const maxShownCharacters = 100;
