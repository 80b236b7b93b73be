/**
 * The settings that hold the service provider's keys: a secret for each key, SP_KEY_1 to SP_KEY_4, and the variable
 * SP_KEY_ROLES, which says what each is for. Secrets can't be read back, so a roll-over changes the variable alone.
 * Part of settings.ts: the operator's own values, trusted but perhaps mistyped. No I/O.
 */
import { arrangeSpKeys, type SpKey, type SpKeyRole, type SpKeys } from './saml/sp-keys.ts';
import { type KeyPairFailureCode, readKeyPair } from './x509/key-pair.ts';

export type SpKeyName = (typeof SP_KEY_NAMES)[number];

/** Two kinds of keys, each with its successor. */
export const SP_KEY_NAMES = ['SP_KEY_1', 'SP_KEY_2', 'SP_KEY_3', 'SP_KEY_4'] as const;

export type RawSpKeys = { readonly [Name in SpKeyName | 'SP_KEY_ROLES']?: string };

type Complain = (name: SpKeyName | 'SP_KEY_ROLES' | 'BLOCKED_ALGORITHMS', problem: string) => void;

const ROLES_FORM =
  'numbers of keys with their roles active, next or retired, comma-separated, such as "1:active, 2:next"';

const KEY_PROBLEMS: Readonly<Record<KeyPairFailureCode, string>> = {
  private_key_unreadable: 'It does not hold one unencrypted private key as PEM (BEGIN PRIVATE KEY).',
  private_key_mismatch: 'Its certificate is not that of its private key.',
  certificate_unreadable: 'It does not hold one certificate as PEM beside its private key.',
  certificate_private_key: 'It has a private key where its certificate should be.',
  certificate_key_unsupported: 'Its key is neither RSA nor on P-256, P-384 or P-521.',
  certificate_key_too_weak: 'Its RSA key has fewer than 2048 bits.',
};

/**
 * Reads the keys that SP_KEY_ROLES names. Without any, the deployment neither signs nor decrypts, and serves whoever
 * asks for neither. A secret that is not named is not used: it is stored before a roll-over begins.
 */
export function readSpKeys(
  raw: RawSpKeys,
  blockedAlgorithms: ReadonlySet<string>,
  complain: Complain,
): SpKeys {
  const keys = readRoles(raw.SP_KEY_ROLES?.trim() ?? '', complain).flatMap(([name, role]): SpKey[] => {
    const pem = raw[name]?.trim();
    if (!pem) {
      complain(name, 'It is missing, though SP_KEY_ROLES names it; `npm run keygen` makes one.');
      return [];
    }
    const keyPair = readKeyPair(pem);
    if (!keyPair.ok) complain(name, `${KEY_PROBLEMS[keyPair.failure.code]} \`npm run keygen\` makes both.`);
    return keyPair.ok ? [{ role, keyPair: keyPair.value }] : [];
  });
  const arranged = arrangeSpKeys(keys, blockedAlgorithms);
  if (arranged.signing === null && keys.some(({ role }) => role === 'active')) {
    complain('BLOCKED_ALGORITHMS', 'It leaves nothing that the active key could sign with.');
  }
  return arranged;
}

function readRoles(text: string, complain: Complain): readonly (readonly [SpKeyName, SpKeyRole])[] {
  const roles = new Map<SpKeyName, SpKeyRole>();
  for (const entry of text === '' ? [] : text.split(',')) {
    const [, number, role] = /^([0-9]+):(active|next|retired)$/.exec(entry.trim()) ?? [];
    const name = SP_KEY_NAMES.find((known) => known === `SP_KEY_${number}`);
    if (name === undefined || roles.has(name)) {
      complain('SP_KEY_ROLES', `It should list each key once, 1 to ${SP_KEY_NAMES.length}: ${ROLES_FORM}.`);
      return [];
    }
    roles.set(name, role as SpKeyRole);
  }
  if (roles.size > 0 && ![...roles.values()].includes('active')) {
    complain('SP_KEY_ROLES', `One key has to be active: ${ROLES_FORM}.`);
  }
  return [...roles];
}
