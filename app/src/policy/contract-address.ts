/**
 * The address of a contract as a document writes it: of an EVM chain, in one case or with its EIP-55 checksum, which then
 * has to be right. Read to lower case.
 */

import './jitless.ts';
import { z } from 'zod';
import { parseBookAddress } from './address.ts';

export const contractAddress = z
  .string('must be text')
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be 0x and 40 hexadecimal digits')
  .refine((text) => parseBookAddress(text).ok, 'has a wrong EIP-55 checksum: copy it again from its source')
  .transform((text) => text.toLowerCase());
