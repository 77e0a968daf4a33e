/** One thing that is wrong with what an operator configured: where, what, and what to do. Reported all together. */
export interface Problem {
  /** A variable, or a document and the place in it. */
  readonly where: string;
  readonly message: string;
}

export function problem(where: string, message: string): Problem {
  return { where, message };
}
