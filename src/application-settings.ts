/** Where a deployment's application is, and which of its paths are open: variables that are the operator's own. No I/O. */
import { outboundUrlRules } from './outbound-url.ts';
import type { DeploymentApplication } from './tenants/application.ts';
import { MAX_PATH_PATTERNS, ORIGIN_WANTED, readApplicationOrigin } from './tenants/application-input.ts';
import { isPathPattern } from './tenants/application-paths.ts';

export interface RawApplicationSettings {
  readonly APP_ORIGIN?: string;
  readonly APP_PUBLIC_PATHS?: string;
  readonly APP_PROTECTED_PATHS?: string;
}

type Complain = (name: keyof RawApplicationSettings, problem: string) => void;

/** Reads where the application is, unless it is bound, and its patterns, with spaces between them. */
export function readApplication(
  env: RawApplicationSettings & { readonly BASE_DOMAIN?: string },
  complain: Complain,
): DeploymentApplication {
  return {
    origin: readOrigin(env, complain),
    publicPaths: readPatterns('APP_PUBLIC_PATHS', env, complain),
    protectedPaths: readPatterns('APP_PROTECTED_PATHS', env, complain),
  };
}

function readOrigin(
  env: RawApplicationSettings & { readonly BASE_DOMAIN?: string },
  complain: Complain,
): string | null {
  const text = env.APP_ORIGIN?.trim() ?? '';
  if (text === '') return null;
  const origin = readApplicationOrigin(text, outboundUrlRules(env.BASE_DOMAIN));
  if (origin === null) complain('APP_ORIGIN', `It ${ORIGIN_WANTED}.`);
  return origin;
}

function readPatterns(
  name: 'APP_PUBLIC_PATHS' | 'APP_PROTECTED_PATHS',
  env: RawApplicationSettings,
  complain: Complain,
): readonly string[] {
  const patterns = (env[name] ?? '').split(/\s+/).filter(Boolean);
  // One that matches nothing would protect nothing, and be believed to.
  for (const pattern of patterns) {
    if (!isPathPattern(pattern))
      complain(name, `It names ${pattern}, which is no path such as /health or /docs/*.`);
  }
  if (patterns.length > MAX_PATH_PATTERNS) complain(name, `It names more than ${MAX_PATH_PATTERNS} paths.`);
  return patterns;
}
