/** Which images were deployed, newest first: what `rollback` goes back to. A parameter beside the keys. */

import type { Parameters } from '../aws/parameters.ts';

const maxImages = 20;

export async function readHistory(parameters: Parameters, stack: string): Promise<readonly string[]> {
  const text = await parameters.read(nameOf(stack));
  return text === undefined ? [] : text.split('\n').filter((line) => line !== '');
}

export async function recordImage(
  parameters: Parameters,
  stack: string,
  image: string,
  kmsKey: string,
): Promise<void> {
  const history = await readHistory(parameters, stack);
  if (history[0] === image) return;
  const value = [image, ...history.filter((one) => one !== image)].slice(0, maxImages).join('\n');
  await parameters.put({ name: nameOf(stack), value, secret: false, fingerprint: 'history' }, kmsKey);
}

function nameOf(stack: string): string {
  return `/${stack}/deployment/images`;
}
