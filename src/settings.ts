/**
 * The settings of a deployment, and the only reader of raw variables and secrets. They are the operator's own and
 * trusted, but may be missing or mistyped: then nothing is served, and all problems are named at once. No message
 * holds the value of a secret. No I/O.
 */
import { type RawApplicationSettings, readApplication } from './application-settings.ts';
import { decodeBase64 } from './base64.ts';
import { readResolverUrl, type WithResolver } from './dns/resolver-url.ts';
import { isLocalhost, readHostname } from './hostname.ts';
import { type Result, success } from './result.ts';
import type { SpKeys } from './saml/sp-keys.ts';
import type { CookieSecret } from './session/purpose-keys.ts';
import type { TokenKey } from './session/token-key.ts';
import { type RawSpKeys, readSpKeys } from './sp-key-settings.ts';
import type { ApiState } from './stores/api-state/api-state.ts';
import type { OperatorAccounts } from './stores/operator-accounts/operator-accounts.ts';
import type { RecordBindings } from './stores/tenant-record/parts.ts';
import type { DeploymentApplication } from './tenants/application.ts';
import type { Deployment } from './tenants/deployment.ts';
import { MAX_HOST_CHARACTERS } from './tenants/service-provider.ts';
import { isSlug } from './tenants/slug.ts';
import { readTokenKeys } from './token-key-settings.ts';
import { DIGEST_ALGORITHMS, SIGNATURE_ALGORITHMS } from './xmldsig/algorithms.ts';
import { CONTENT_ALGORITHMS, KEY_TRANSPORT_ALGORITHMS } from './xmlenc/algorithms.ts';

/** What wrangler.toml and `wrangler secret put` bind. */
export interface Env extends RawSpKeys, RawApplicationSettings, RecordBindings, WithResolver {
  /** The application that tenants' hosts stand in front of, where it is a Worker. */
  readonly APP?: Fetcher;
  readonly OPERATOR_ACCOUNTS: DurableObjectNamespace<OperatorAccounts>;
  readonly API_STATE: DurableObjectNamespace<ApiState>;
  readonly BASE_DOMAIN?: string;
  readonly PRODUCT_NAME?: string;
  readonly SUPPORT_NAME?: string;
  readonly SUPPORT_EMAIL?: string;
  readonly COOKIE_KEYS?: string;
  readonly TOKEN_KEYS?: string;
  readonly OPERATOR_TOKEN?: string;
  readonly OPERATOR_SETUP_SECRET?: string;
  readonly OPERATOR_TENANT?: string;
  readonly BLOCKED_ALGORITHMS?: string;
  readonly SERVER_TIMING?: string;
}

export interface Settings extends Deployment {
  readonly productName: string;
  readonly support: { readonly name: string; readonly email: string };
  /** The first signs, all verify: a new key goes behind, then in front, and the old one leaves when nothing stands on it. */
  readonly cookieKeys: readonly [CookieSecret, ...CookieSecret[]];
  /** The first signs identity tokens, all are published; none, and there are no identity tokens. */
  readonly tokenKeys: readonly TokenKey[];
  readonly operatorToken: string;
  /** Allows to make one operator's account; null where none is set. */
  readonly operatorSetupSecret: string | null;
  /** The slug of the tenant whose people may be operators; null for none. */
  readonly operatorTenant: string | null;
  readonly spKeys: SpKeys;
  /** Identifiers of algorithms: refused in what comes in whatever a connection allows, and never used or offered. */
  readonly blockedAlgorithms: ReadonlySet<string>;
  /** Whether answers that sign somebody in say how long their stages took. */
  readonly serverTiming: boolean;
  /** What tenants' hosts stand in front of; without an origin it may still be bound. */
  readonly application: DeploymentApplication;
}

/** One variable or secret that is missing or broken. */
export interface SettingProblem {
  readonly name: SettingName;
  readonly kind: 'variable' | 'secret';
  /** One sentence: what is wrong, and what it should be. */
  readonly problem: string;
  /** The command or the place to set it. */
  readonly remedy: string;
}

/** The variables and secrets alone. */
type RawSettings = Omit<Env, keyof RecordBindings | 'OPERATOR_ACCOUNTS' | 'API_STATE' | 'APP'>;
type SettingName = keyof RawSettings;

const SECRET = /^(?:COOKIE_KEYS|TOKEN_KEYS|OPERATOR_TOKEN|OPERATOR_SETUP_SECRET|SP_KEY_[0-9])$/;
const MIN_SECRET_OCTETS = 32;
const COOKIE_KEYS_FORM =
  'id:key pairs with 32 or more random octets in base64url, comma-separated, the newest first';
const MIN_OPERATOR_TOKEN_CHARACTERS = 32;
const MAX_NAME_CHARACTERS = 80;
/** Port included: what leaves room for a slug of 63 letters and a dot. */
const MAX_BASE_DOMAIN_CHARACTERS = MAX_HOST_CHARACTERS - 64;

const known = new WeakMap<object, Result<Settings, readonly SettingProblem[]>>();

/** Reads the settings, once for each environment object, or names every problem that they have. */
export function readSettings(env: RawSettings): Result<Settings, readonly SettingProblem[]> {
  const before = known.get(env);
  if (before !== undefined) return before;
  const result = parseSettings(env);
  known.set(env, result);
  return result;
}

function parseSettings(env: RawSettings): Result<Settings, readonly SettingProblem[]> {
  const problems: SettingProblem[] = [];
  const complain: Complain = (name, problem) => {
    const kind = SECRET.test(name) ? 'secret' : 'variable';
    const remedy =
      kind === 'secret' ? `Run: wrangler secret put ${name}` : `Set ${name} under [vars] in wrangler.toml.`;
    problems.push({ name, kind, problem, remedy });
  };
  const deployment = readBaseDomain(env.BASE_DOMAIN, complain);
  const productName = readName('PRODUCT_NAME', env.PRODUCT_NAME, complain);
  const support = {
    name: readName('SUPPORT_NAME', env.SUPPORT_NAME, complain),
    email: readSupportEmail(env.SUPPORT_EMAIL, complain),
  };
  const [signingKey, ...olderKeys] = readCookieKeys(env.COOKIE_KEYS, complain);
  const tokenKeys = readTokenKeys(env.TOKEN_KEYS, complain);
  const operatorToken = readOperatorToken(env.OPERATOR_TOKEN, complain);
  const operatorSetupSecret = readSetupSecret(env.OPERATOR_SETUP_SECRET, complain);
  const operatorTenant = readOperatorTenant(env.OPERATOR_TENANT, complain);
  const blockedAlgorithms = readBlockedAlgorithms(env.BLOCKED_ALGORITHMS, complain);
  const serverTiming = readServerTiming(env.SERVER_TIMING, complain);
  if (readResolverUrl(env.DNS_RESOLVER_URL, deployment?.isLocal ?? true) === null) {
    complain('DNS_RESOLVER_URL', 'It is not the https address of a resolver that speaks DNS over HTTPS.');
  }
  const application = readApplication(env, complain);
  const spKeys = readSpKeys(env, blockedAlgorithms, complain);
  if (problems.length > 0 || deployment === null || signingKey === undefined)
    return { ok: false, failure: problems };
  return success({
    ...deployment,
    productName,
    support,
    cookieKeys: [signingKey, ...olderKeys],
    tokenKeys,
    operatorToken,
    operatorSetupSecret,
    operatorTenant,
    spKeys,
    blockedAlgorithms,
    serverTiming,
    application,
  });
}

type Complain = (name: SettingName, problem: string) => void;

function readBaseDomain(value: string | undefined, complain: Complain): Deployment | null {
  const [, name = '', port] = /^([^:]*)(?::([1-9][0-9]{0,4}))?$/.exec(value?.trim() ?? '') ?? [];
  const hostname = readHostname(name);
  const isTooLong = (value?.trim() ?? '').length > MAX_BASE_DOMAIN_CHARACTERS;
  if (hostname === null || isTooLong || Number(port ?? 0) > 65_535) {
    const wanted =
      'the domain under which each tenant has a subdomain, such as login.example.com, with a port where it needs one';
    complain('BASE_DOMAIN', value ? `It is not ${wanted}.` : `It is missing: ${wanted}.`);
    return null;
  }
  const isLocal = isLocalhost(hostname);
  const scheme = isLocal ? 'http' : 'https';
  // URLs never show the scheme's own port, so that keeping it would make every host differ.
  const isOwnPort = port === undefined || port === (isLocal ? '80' : '443');
  return { baseDomain: isOwnPort ? hostname : `${hostname}:${port}`, scheme, isLocal };
}

function readName(
  name: 'PRODUCT_NAME' | 'SUPPORT_NAME',
  value: string | undefined,
  complain: Complain,
): string {
  const text = value?.trim() ?? '';
  const shown = name === 'PRODUCT_NAME' ? 'the name of your product' : 'whom people can turn to';
  if (text === '') {
    complain(name, `It is missing: ${shown}, as pages and metadata show it.`);
  } else if (text.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(text)) {
    complain(name, `It is longer than ${MAX_NAME_CHARACTERS} characters or has control characters.`);
  }
  return text;
}

function readSupportEmail(value: string | undefined, complain: Complain): string {
  const text = value?.trim() ?? '';
  if (!/^[^\s@<>"',;:]+@[^\s@<>"',;:]+$/.test(text)) {
    const wanted = 'the email address that people write to when they cannot sign in';
    complain(
      'SUPPORT_EMAIL',
      text === '' ? `It is missing: ${wanted}.` : `It is not an email address: ${wanted}.`,
    );
  }
  return text;
}

function readCookieKeys(value: string | undefined, complain: Complain): readonly CookieSecret[] {
  const secrets: CookieSecret[] = [];
  if (!value?.trim()) {
    complain('COOKIE_KEYS', `It is missing: the keys that cookies are signed with, ${COOKIE_KEYS_FORM}.`);
    return secrets;
  }
  for (const [index, pair] of value.split(',').entries()) {
    const [, id, text = ''] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]+)$/.exec(pair.trim()) ?? [];
    const secret = decodeBase64Url(text);
    if (id === undefined || secret === null || secret.length < MIN_SECRET_OCTETS) {
      complain('COOKIE_KEYS', `Number ${index + 1} is broken; the keys are given as ${COOKIE_KEYS_FORM}.`);
    } else if (secrets.some((earlier) => earlier.id === id)) {
      complain('COOKIE_KEYS', `Number ${index + 1} has the id of an earlier one; each needs its own.`);
    } else {
      secrets.push({ id, secret });
    }
  }
  return secrets;
}

/** Decodes base64url without padding: RFC 4648, section 5. Null for a length that no octets have. */
function decodeBase64Url(text: string): Uint8Array | null {
  return text.length % 4 === 1
    ? null
    : decodeBase64(
        text
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .padEnd(Math.ceil(text.length / 4) * 4, '='),
      );
}

function readOperatorToken(value: string | undefined, complain: Complain): string {
  const token = value?.trim() ?? '';
  const wanted = `a random text of ${MIN_OPERATOR_TOKEN_CHARACTERS} or more ASCII characters without spaces, such as \`openssl rand -hex 32\` prints`;
  if (token === '') {
    complain('OPERATOR_TOKEN', `It is missing: what the operator API asks for, ${wanted}.`);
  } else if (token.length < MIN_OPERATOR_TOKEN_CHARACTERS || !/^[\x21-\x7e]+$/.test(token)) {
    complain('OPERATOR_TOKEN', `It is too weak to guard the operator API: it should be ${wanted}.`);
  }
  return token;
}

/** Optional: it is set for as long as an account is to be made with it. */
function readSetupSecret(value: string | undefined, complain: Complain): string | null {
  const secret = value?.trim() ?? '';
  if (secret === '') return null;
  if (secret.length < MIN_OPERATOR_TOKEN_CHARACTERS || !/^[\x21-\x7e]+$/.test(secret)) {
    complain('OPERATOR_SETUP_SECRET', 'It is too weak: `npm run keygen -- --operator` makes one.');
  }
  return secret;
}

function readOperatorTenant(value: string | undefined, complain: Complain): string | null {
  const slug = value?.trim() ?? '';
  if (slug === '') return null;
  if (!isSlug(slug)) complain('OPERATOR_TENANT', 'It is not the slug of a tenant.');
  return slug;
}

/** Off unless it is on: it tells everybody who signs in how long what takes here. */
function readServerTiming(value: string | undefined, complain: Complain): boolean {
  const text = value?.trim() ?? '';
  if (text !== '' && text !== 'on') complain('SERVER_TIMING', 'It is neither empty nor `on`.');
  return text === 'on';
}

const ALGORITHMS = [SIGNATURE_ALGORITHMS, DIGEST_ALGORITHMS, CONTENT_ALGORITHMS, KEY_TRANSPORT_ALGORITHMS];

/** Reads identifiers with white space or commas between them. An unknown one would block nothing, and be believed to. */
function readBlockedAlgorithms(value: string | undefined, complain: Complain): ReadonlySet<string> {
  const blocked = new Set((value ?? '').split(/[\s,]+/).filter(Boolean));
  for (const uri of blocked) {
    if (!ALGORITHMS.some((known) => known.has(uri))) {
      complain(
        'BLOCKED_ALGORITHMS',
        `It names ${uri}, which is not the identifier of an algorithm used here.`,
      );
    }
  }
  return blocked;
}
