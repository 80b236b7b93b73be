/** Why there is no new key: one sentence, shown without a stack. */
export class KeygenProblem extends Error {}
