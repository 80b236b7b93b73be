/**
 * What each field of a tenant and of a connection is, for the documentation: in one place, since the schemas themselves are
 * where a sign-in's rules are. `[]` stands for the entries of a list.
 */
import type { JsonSchema } from './json-schema.ts';

type Descriptions = Readonly<Record<string, string>>;

const CONNECTION: Descriptions = {
  id: 'Lower-case letters, digits and hyphens; unique in the tenant.',
  displayName: 'What people choose by; the id unless it is given.',
  metadata: "The identity provider's metadata, XML as text. One of this, identityProvider and metadataUrl.",
  identityProvider: 'The identity provider in values of its own, in place of metadata.',
  'identityProvider.entityId': 'The name by which it signs, letter by letter.',
  'identityProvider.certificates':
    'The keys to trust: certificates as PEM or base64, each an entry of its own.',
  'identityProvider.signInUrl': 'Where sign-ins go, https. Either this or signInEndpoints.',
  'identityProvider.signInBinding': 'How they go to signInUrl: redirect unless it is given.',
  'identityProvider.signInEndpoints': 'Where sign-ins go, for each binding.',
  'identityProvider.signInEndpoints[].binding': 'How sign-ins go there.',
  'identityProvider.signInEndpoints[].location': 'Where, https.',
  'identityProvider.logoutUrl':
    'Where it takes logouts by Redirect, https. Either this or logoutEndpoints, or neither.',
  'identityProvider.logoutEndpoints': 'Where it takes logouts, for each binding.',
  'identityProvider.logoutEndpoints[].binding': 'How logouts go there.',
  'identityProvider.logoutEndpoints[].location': 'Where, https.',
  'identityProvider.logoutEndpoints[].responseLocation': 'Where our answers go; null for the same.',
  'identityProvider.wantAuthnRequestsSigned': 'Whether it asks for signed requests.',
  metadataUrl:
    'Where its metadata is fetched, now and on schedule, https. With it neither of the others is needed. {entityId} in it, as for Metadata Query, stands for metadataEntityId.',
  metadataSigningCertificates:
    'With any, what is fetched has to be signed by one of them; without, TLS vouches for it.',
  metadataMaxValidityDays:
    'With a number, what is fetched has to have a validUntil, at most so many days ahead.',
  metadataEntityId: 'Which identity provider is meant, where the metadata has several.',
  emailDomains:
    'These domains lead here; other addresses are refused, and so are account keys that read as one.',
  scopes: 'What may follow the @ in scoped attributes, in place of the scopes in the metadata.',
  request: 'What a sign-in asks the identity provider for.',
  'request.binding': 'Null takes Redirect where it is offered, else POST.',
  'request.forceAuthn': 'Asks for a fresh sign-in even where there is a session.',
  'request.isPassive': 'Asks for an answer without showing anything.',
  'request.nameIdPolicy': 'Null sends none.',
  'request.nameIdPolicy.format': 'Null takes any format.',
  'request.authnContextClassRefs': 'Asked for, and required of the answer.',
  'request.sign': "auto signs where the identity provider's metadata asks for it.",
  'request.loginHint': 'How a known address travels: as the login_hint parameter, or as Subject.',
  response: 'What is taken from the identity provider.',
  'response.requireSigned': 'Which signature has to be there. One that is there must hold in any case.',
  'response.unsolicited':
    'What to do with a Response that nobody asked for: restart begins a sign-in of our own. accept is dangerous.',
  'response.allowSha1': 'Dangerous: SHA-1 signatures can be forged by whoever can afford a collision.',
  'response.allowUnauthenticatedCbc':
    'Dangerous: whoever recorded AES-CBC in a Response that is not signed can try to decrypt it by asking.',
  'response.clockSkewSeconds': 'How far the clocks may differ.',
  account: 'What the application knows a person by.',
  'account.key': 'Null takes the NameID unless it is transient.',
  'account.key.from': 'The NameID, or an attribute.',
  'account.key.name': 'The name of the attribute.',
  attributes: 'Which attributes say what of a person.',
  'attributes.email':
    'The name of the attribute with the email address; null tries those that are well known.',
  'attributes.displayName': 'That with the name, likewise.',
  'attributes.groups': 'That with the groups, likewise.',
  'attributes.groupSeparator':
    'Where several groups come as one value. Null takes each value as one group; choose what no name of a group can have in it.',
  'attributes.required':
    'Names of attributes without which nobody signs in. email, displayName and groups stand for what is read as that.',
  groupRules: 'Whose groups may sign in.',
  'groupRules.anyOf': 'Any of these, letter by letter; empty for everybody.',
  roles: 'What the application may let people do: in /sso/session and in webhooks.',
  'roles.everybody': 'Roles of all who sign in.',
  'roles.byGroup': 'More roles, for people of a group.',
  'roles.byGroup[].group': 'The group, letter by letter.',
  'roles.byGroup[].roles': 'Its roles.',
  keepEvidenceHours:
    'For how many hours refused responses are kept, encrypted, to be tried again: 0 to 72, 0 for not at all. They hold personal data.',
};

const TENANT: Descriptions = {
  displayName: 'What people see.',
  hostnames: 'Custom hostnames besides {slug}.BASE_DOMAIN.',
  logoUrl: 'https, or data:image/...;base64, of a small image.',
  branding: 'How pages look, besides the logo.',
  'branding.colour': 'As #rrggbb, for buttons, links and edges; where it cannot be read a shade of it is.',
  privacyStatementUrl: 'https; in the metadata and on pages.',
  people: 'What may be kept of the people who sign in.',
  'people.remember': 'nothing still knows, by a keyed hash, who was here before.',
  administrators: 'Who of the people who sign in may set the tenant up; nobody unless listed.',
  samlRequired: 'Who has to sign in by SAML; the others go on to fallbackLoginUrl.',
  'samlRequired.of':
    'everybody takes a live connection that was tested, and a recovery account. Without fallbackLoginUrl there is one way for all.',
  'samlRequired.addresses': 'Of the pilot.',
  'samlRequired.groups':
    'Of the pilot; judged after the sign-in, since only the identity provider knows them.',
  'samlRequired.domains': 'Of the pilot: email domains.',
  fallbackLoginUrl:
    "https: the application's own sign-in page. A parameter whose value is {email} gets the address, else one named email.",
  discoveryServiceUrl:
    'https: asked which identity provider a person has, where there are several and nobody said, instead of our own page.',
  recoveryOpens:
    'application is dangerous: recovery then signs in there as well, past the identity provider.',
  'administrators.addresses': 'Their email addresses.',
  'administrators.groups': 'Groups of theirs, as the identity provider writes them.',
  unprovenEmails: 'Whether sign-ins may state addresses of domains that the tenant has not proven.',
  dangerouslyNamePeopleInEvents:
    'Dangerous: the log then says who signs in and out, by account key and email address, to whoever can read it.',
  acs: 'Where Responses go: own, each host of the tenant; shared, the operator’s host.',
  application: 'What the tenant’s host stands in front of.',
  'application.origin': 'Scheme and host, https; null for the application of the deployment.',
  'application.publicPaths':
    'Open to everybody: /health is that path, /docs/* takes in all below. For the deployment’s application, besides those of the deployment.',
  'application.protectedPaths': 'With any, only these ask for a session; without, all paths do.',
  session: 'How long people stay signed in.',
  'session.lifetimeSeconds': 'From sign-in on, 300 to 2592000; the identity provider may only shorten it.',
  'session.idleTimeoutSeconds': 'Without any request, 60 to lifetimeSeconds; 2 hours unless it is given.',
  connections: 'The identity providers.',
  ...Object.fromEntries(Object.entries(CONNECTION).map(([path, text]) => [`connections[].${path}`, text])),
};

export const INPUT_DESCRIPTIONS = { tenant: TENANT, connection: CONNECTION } as const;

/** Writes the descriptions into a schema. */
export function describeInput(schema: JsonSchema, descriptions: Descriptions, prefix = ''): JsonSchema {
  const described = { ...schema };
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const choices = schema[keyword];
    if (choices !== undefined) {
      described[keyword] = choices.map((each) => describeInput(each as JsonSchema, descriptions, prefix));
    }
  }
  if (typeof schema.items === 'object' && !Array.isArray(schema.items)) {
    described.items = describeInput(schema.items as JsonSchema, descriptions, `${prefix}[]`);
  }
  if (schema.properties !== undefined) {
    described.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => {
        const path = prefix === '' ? name : `${prefix}.${name}`;
        const inner = describeInput(property as JsonSchema, descriptions, path);
        const description = descriptions[path];
        return [name, description === undefined ? inner : { ...inner, description }];
      }),
    );
  }
  return described;
}
