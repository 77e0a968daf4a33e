/**
 * Formats of texts without regular expressions. A mask is read character by character: `#` is one digit, `@` one letter
 * (ASCII both), `?` any one character, `*` any run of characters, also none; `\` makes the next character literal;
 * everything else stands for itself. Matching takes at most mask length times text length steps.
 */

import { err, ok, type Result } from '../lib/result.ts';

export type Mask = readonly Token[];

type Token = OneCharacter | { readonly kind: 'run' };
type OneCharacter =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'digit' | 'letter' | 'any' };

export const maxMaskCharacters = 128;
/** Longer texts are not judged. An external id or a note that has a format is far shorter. */
export const maxMaskedCharacters = 1024;

export function parseMask(text: string): Result<Mask, string> {
  const characters = [...text];
  if (characters.length === 0) return err('is empty: write a mask such as WD-########');
  if (characters.length > maxMaskCharacters) return err(`is longer than ${maxMaskCharacters} characters`);
  const tokens: Token[] = [];
  for (let i = 0; i < characters.length; i += 1) {
    const character = String(characters[i]);
    if (character === '\\') {
      i += 1;
      const literal = characters[i];
      if (literal === undefined)
        return err('ends with a backslash: write the character that it makes literal');
      tokens.push({ kind: 'literal', character: literal });
    } else {
      tokens.push(tokenFor(character));
    }
  }
  return ok(tokens);
}

function tokenFor(character: string): Token {
  switch (character) {
    case '#':
      return { kind: 'digit' };
    case '@':
      return { kind: 'letter' };
    case '?':
      return { kind: 'any' };
    case '*':
      return { kind: 'run' };
    default:
      return { kind: 'literal', character };
  }
}

/** Whether the whole text has the mask's format; undefined when the text is too long to be judged. */
export function matchesMask(mask: Mask, text: string): boolean | undefined {
  if (text.length > maxMaskedCharacters) return undefined;
  const characters = [...text];
  let t = 0;
  let m = 0;
  // Where the last run began: only that run is ever made longer, which is enough since earlier ones matched shortest.
  let runMask = -1;
  let runText = 0;
  while (t < characters.length) {
    const token = mask[m];
    if (token?.kind === 'run') {
      runMask = m;
      runText = t;
      m += 1;
    } else if (token !== undefined && fits(token, String(characters[t]))) {
      m += 1;
      t += 1;
    } else if (runMask === -1) {
      return false;
    } else {
      runText += 1;
      t = runText;
      m = runMask + 1;
    }
  }
  return mask.slice(m).every(({ kind }) => kind === 'run');
}

const digit = /^[0-9]$/;
const letter = /^[A-Za-z]$/;

function fits(token: OneCharacter, character: string): boolean {
  switch (token.kind) {
    case 'literal':
      return token.character === character;
    case 'digit':
      return digit.test(character);
    case 'letter':
      return letter.test(character);
    case 'any':
      return true;
  }
}
