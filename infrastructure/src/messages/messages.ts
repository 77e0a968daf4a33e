/** A message in the operator's language, with its values put in. The sentences are in `catalogue.ts`. */

import { catalogue, type MessageKey } from './catalogue.ts';

export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];

/** `{0}` is the first value. */
export type Messages = (key: MessageKey, ...values: readonly string[]) => string;

export function messagesIn(language: Language): Messages {
  return (key, ...values) =>
    catalogue[key][language].replace(/\{(\d)\}/g, (_, at) => values[Number(at)] ?? '');
}

/** From a locale's name as in `LANG`. */
export function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
