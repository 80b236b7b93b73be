/** What a new API key is asked to be: its name, scopes and expiry, checked. Pure; the input is a form's or a client's. */
import type { Result } from '../result.ts';
import { success } from '../result.ts';
import { grantsScope, isScope, type Scope } from './scopes.ts';

export interface ApiKeyInput {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null for a key that does not expire. */
  readonly expiresInDays: number | null;
}

export interface ApiKeyInputProblem {
  readonly path: 'name' | 'scopes' | 'expiresInDays';
  readonly message: string;
}

const MAX_NAME_CHARACTERS = 80;
const MAX_DAYS = 3_650;

/** Checks a new key; it gets no scope that its maker does not have. */
export function checkApiKeyInput(
  input: { readonly name: unknown; readonly scopes: unknown; readonly expiresInDays: unknown },
  makersScopes: readonly Scope[],
): Result<ApiKeyInput, readonly ApiKeyInputProblem[]> {
  const problems: ApiKeyInputProblem[] = [];
  const name = typeof input.name === 'string' ? input.name.trim() : '';
  if (name === '' || name.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(name)) {
    problems.push({ path: 'name', message: `must be a text of 1 to ${MAX_NAME_CHARACTERS} characters` });
  }
  const asked: readonly unknown[] = Array.isArray(input.scopes) ? input.scopes : [];
  const scopes = [...new Set(asked.filter(isScope))];
  if (scopes.length === 0 || !asked.every(isScope)) {
    problems.push({ path: 'scopes', message: 'must be one or more of the scopes that there are' });
  } else if (!scopes.every((scope) => grantsScope(makersScopes, scope))) {
    problems.push({ path: 'scopes', message: 'must not go beyond your own' });
  }
  const days = input.expiresInDays;
  const isDays = days === null || (Number.isInteger(days) && Number(days) >= 1 && Number(days) <= MAX_DAYS);
  if (!isDays) {
    problems.push({
      path: 'expiresInDays',
      message: `must be a whole number from 1 to ${MAX_DAYS}, or none`,
    });
  }
  if (problems.length > 0) return { ok: false, failure: problems };
  return success({ name, scopes, expiresInDays: days as number | null });
}
