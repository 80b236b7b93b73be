/** What the API refused, RFC 9457, as an error. Its members come from the server, and hold no secret. */

export interface FieldError {
  readonly path: string;
  /** A sentence that continues the path. */
  readonly message: string;
}

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** What programs go by; `unreadable_answer` for what no problem came with. */
  readonly code: string;
  /** Every wrong field. */
  readonly errors: readonly FieldError[];
  /** When to try again; null where it is not for the time being. */
  readonly retryAfterSeconds: number | null;

  constructor(
    message: string,
    facts: {
      readonly status: number;
      readonly code: string;
      readonly errors?: readonly FieldError[];
      readonly retryAfterSeconds?: number | null;
    },
  ) {
    super(message);
    this.status = facts.status;
    this.code = facts.code;
    this.errors = facts.errors ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** Reads the problem of an answer, whatever it holds: a proxy on the way may have made it. */
export async function readProblem(answer: Response): Promise<ApiProblem> {
  const { status } = answer;
  const retryAfter = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : null;
  const problem = await readObject(answer);
  const { code, title, detail, errors } = problem;
  if (typeof code !== 'string') {
    return new ApiProblem(`The API answered with status ${status}.`, {
      status,
      code: 'unreadable_answer',
      retryAfterSeconds,
    });
  }
  const sentences = [title, detail].filter((each) => typeof each === 'string');
  return new ApiProblem(sentences.join('. '), {
    status,
    code,
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    retryAfterSeconds,
  });
}

async function readObject(answer: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = await answer.json();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
