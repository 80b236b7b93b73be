/** Codes and access tokens as applications carry them: sealed, each kind under a key of its own. */
import type { Context } from 'hono';
import type { AuthorizationCode, Grant } from '../../oidc/authorization-code.ts';
import { deriveEncryptionKeys } from '../../session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../../session/sealed-value.ts';
import type { TenantEnv } from '../context.ts';

interface Sealed {
  readonly 'edge-saml/authorization-code/1': AuthorizationCode;
  readonly 'edge-saml/access-token/1': Grant;
}

/** Seals a value of its kind. */
export async function seal<Kind extends keyof Sealed>(
  c: Context<TenantEnv>,
  kind: Kind,
  value: Sealed[Kind],
): Promise<string> {
  return sealValue(value, await deriveEncryptionKeys(c.get('settings').cookieKeys, kind));
}

/** Opens a value of its kind, whoever it was given to; null for what is none. */
export async function open<Kind extends keyof Sealed>(
  c: Context<TenantEnv>,
  kind: Kind,
  sealed: string,
): Promise<Sealed[Kind] | null> {
  const keys = await deriveEncryptionKeys(c.get('settings').cookieKeys, kind);
  // What our own key sealed for this purpose has this shape.
  return (await openSealedValue(sealed, keys)) as Sealed[Kind] | null;
}
