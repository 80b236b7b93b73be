/**
 * The scopes that an identity provider may state: shibmd:Scope, Shibboleth Metadata Extensions 1.0. One that is a regular expression
 * is never evaluated: whoever writes the metadata could make it take for ever, or match more than its reader sees. Pure;
 * the document is untrusted.
 */
import { attributeValue, childrenNamed, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { MetadataWarning } from './metadata-failure.ts';
import { NS_METADATA } from './names.ts';
import { readScope } from './scope.ts';

const NS_SHIBBOLETH_METADATA = 'urn:mace:shibboleth:metadata:1.0';

/** What the largest hubs have of them, some times over. */
const MAX_SCOPES = 1_000;

/** Enough to see what they are like. */
const MAX_QUOTED = 3;

interface Scopes {
  /** Without the field where the metadata has no scope at all; an empty list lets none be stated. */
  readonly scopes: Pick<IdentityProvider, 'scopes'>;
  readonly warnings: readonly MetadataWarning[];
}

/** Reads the scopes of a role and of its entity, sorted; those that are not understood are left out with a warning. */
export function readScopes(role: XmlElement): Scopes {
  const elements = [role, role.parent]
    .flatMap((level) => (level === null ? [] : childrenNamed(level, NS_METADATA, 'Extensions')))
    .flatMap((extensions) => childrenNamed(extensions, NS_SHIBBOLETH_METADATA, 'Scope'));
  if (elements.length === 0) return { scopes: {}, warnings: [] };
  const understood = new Set<string>();
  const others: string[] = [];
  for (const element of elements) {
    const text = (textOf(element) ?? '').trim();
    const isPlain = ['false', '0'].includes(attributeValue(element, 'regexp')?.trim() ?? 'false');
    const scope = isPlain && understood.size < MAX_SCOPES ? readScope(text) : null;
    if (scope === null) others.push(`“${text.slice(0, 100)}”`);
    else understood.add(scope);
  }
  return { scopes: { scopes: [...understood].sort() }, warnings: warn(others) };
}

function warn(others: readonly string[]): readonly MetadataWarning[] {
  if (others.length === 0) return [];
  const quoted = others.slice(0, MAX_QUOTED).join(', ');
  const more = others.length > MAX_QUOTED ? ` and ${others.length - MAX_QUOTED} more` : '';
  const detail = `Scopes that are regular expressions or no domain names are not taken: ${quoted}${more}. List what they stand for in the connection’s scopes.`;
  return [{ code: 'scope_unusable', detail }];
}
