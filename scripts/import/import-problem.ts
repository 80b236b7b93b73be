/** What keeps an import from beginning, in words for whoever ran it; each line stands for itself. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}
