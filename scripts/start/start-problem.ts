/** Why the development environment cannot run: one sentence for the developer, shown without a stack. */
export class StartProblem extends Error {}
