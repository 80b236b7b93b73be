/** The policies of a connection in words, for what is shown and for what is chosen. Pure. */

import { peopleRulesOf } from '../../../tenants/people-rules.ts';
import {
  type Connection,
  type RequestPolicy,
  type ResponsePolicy,
  scopesOf,
} from '../../../tenants/tenant.ts';
import { NAME_ID_FORMAT_WORDS } from '../../pages/plain-words.ts';

export const SIGNATURE_WORDS: Readonly<Record<ResponsePolicy['requireSigned'], string>> = {
  either: 'Response or assertion',
  response: 'Response',
  assertion: 'Assertion',
  both: 'Both response and assertion',
};

export const UNSOLICITED_WORDS: Readonly<Record<ResponsePolicy['unsolicited'], string>> = {
  restart: 'Begin a sign-in of our own instead',
  reject: 'Refuse',
  accept: 'Accept',
};

export const SIGN_WORDS: Readonly<Record<RequestPolicy['sign'], string>> = {
  auto: 'Where the identity provider asks for it',
  always: 'Always',
  never: 'Never',
};

export const HINT_WORDS: Readonly<Record<RequestPolicy['loginHint'], string>> = {
  none: 'Not at all',
  query: 'As login_hint in the address',
  subject: 'As Subject in the request',
};

export const BINDING_WORDS: Readonly<Record<'auto' | 'redirect' | 'post', string>> = {
  auto: 'Redirect where it is offered, else POST',
  redirect: 'HTTP-Redirect',
  post: 'HTTP-POST',
};

export const DANGERS = {
  unsolicited:
    'Anybody can sign a victim in as somebody else (sign-in CSRF). “Begin a sign-in of our own” serves the same people without that.',
  allowSha1: 'Such signatures can be forged by whoever can afford a collision.',
  allowUnauthenticatedCbc:
    'Whoever recorded an assertion can try to decrypt it by sending changed ones and timing the refusals.',
} as const;

/** Which dangerous options a connection has, each by its name. */
export function listDangers({ response }: Pick<Connection, 'response'>): readonly string[] {
  return [
    ...(response.unsolicited === 'accept'
      ? [`Unsolicited responses are accepted. ${DANGERS.unsolicited}`]
      : []),
    ...(response.allowSha1 ? [`Signatures with SHA-1 are taken. ${DANGERS.allowSha1}`] : []),
    ...(response.allowUnauthenticatedCbc
      ? [`AES-CBC in responses that are not signed is decrypted. ${DANGERS.allowUnauthenticatedCbc}`]
      : []),
  ];
}

/** What a connection asks of its identity provider, and demands of its answers: terms and descriptions. */
export function describePolicies(
  connection: Connection,
): readonly (readonly [term: string, description: string])[] {
  const { request, response, account, emailDomains } = connection;
  const { attributes, groupRules, roles } = peopleRulesOf(connection);
  const given = [roles.everybody, ...roles.byGroup.map((each) => each.roles)].flat();
  const asks = [
    request.forceAuthn ? 'sign in anew each time' : null,
    request.isPassive ? 'without showing anything' : null,
  ].filter((each) => each !== null);
  const { nameIdPolicy, authnContextClassRefs } = request;
  const scopes = scopesOf(connection);
  return [
    ['Email domains', emailDomains.length === 0 ? 'Any address' : emailDomains.join(', ')],
    ...(scopes === null ? [] : [['Scopes', scopes.join(', ') || 'None is understood'] as const]),
    ['Must be signed', SIGNATURE_WORDS[response.requireSigned]],
    ['A response that nobody asked for', UNSOLICITED_WORDS[response.unsolicited]],
    ['Clocks may differ by', `${response.clockSkewSeconds} seconds`],
    ['Requests go by', BINDING_WORDS[request.binding ?? 'auto']],
    ['Requests are signed', SIGN_WORDS[request.sign]],
    ['A known address travels', HINT_WORDS[request.loginHint]],
    ['Asked for', asks.length === 0 ? 'Nothing special' : asks.join(', ')],
    [
      'Name identifier',
      nameIdPolicy === null
        ? 'Not mentioned'
        : nameIdPolicy.format === null
          ? 'Any'
          : (NAME_ID_FORMAT_WORDS[nameIdPolicy.format] ?? nameIdPolicy.format),
    ],
    ...(authnContextClassRefs.length === 0
      ? []
      : ([['How people must have signed in', authnContextClassRefs.join(', ')]] as const)),
    [
      'The application knows people by',
      account.key === null
        ? 'The NameID, unless it is transient'
        : account.key.from === 'name-id'
          ? 'The NameID; transient ones are refused'
          : `The attribute ${account.key.name}`,
    ],
    [
      'Who may sign in',
      groupRules.anyOf.length === 0 ? 'Everybody' : `Groups: ${groupRules.anyOf.join('; ')}`,
    ],
    ['Required attributes', attributes.required.join(', ') || 'None'],
    ['Roles', [...new Set(given)].join(', ') || 'None'],
  ];
}
