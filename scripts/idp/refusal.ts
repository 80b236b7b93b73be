/** Why the development IdP shows a page about a problem in place of signing somebody in. */
export class Refusal extends Error {
  readonly title: string;
  readonly status: 400 | 404 | 413 | 421 | 502;

  constructor(title: string, advice: string, status: Refusal['status'] = 400) {
    super(advice);
    this.title = title;
    this.status = status;
  }
}
