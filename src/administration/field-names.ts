/** What the fields of a configuration are called in sentences, for the audit trail and events. Pure. */

const NAMES: Readonly<Record<string, string>> = {
  displayName: 'the name',
  hostnames: 'the list of custom hostnames',
  logoUrl: 'the logo',
  branding: 'the colour',
  privacyStatementUrl: 'the address of the privacy statement',
  'session.lifetimeSeconds': 'the longest session, in seconds,',
  'session.idleTimeoutSeconds': 'the longest pause in a session, in seconds,',
  people: 'what is remembered of people',
  dangerouslyNamePeopleInEvents: 'whether the log names people',
  unprovenEmails: 'what becomes of addresses in unproven domains',
  acs: 'where responses go',
  discoveryServiceUrl: 'the address of the discovery service',
  'application.origin': 'the address of the application',
  'application.publicPaths': 'the list of paths that are open to everybody',
  'application.protectedPaths': 'the list of paths that ask for a session',
  'identityProvider.entityId': 'the entity ID of the identity provider',
  'identityProvider.signInEndpoints': 'where people are sent to sign in',
  'identityProvider.logoutEndpoints': 'where people are sent to sign out',
  'identityProvider.signatureAlgorithms': 'the list of signatures that the identity provider knows',
  'identityProvider.digestAlgorithms': 'the list of digests that the identity provider knows',
  'identityProvider.entityAttributes': 'what is certified of the identity provider',
  'identityProvider.scopes': 'the list of scopes in the metadata',
  'identityProvider.wantAuthnRequestsSigned': 'the identity provider’s wish for signed requests',
  'identityProvider.notAfter': 'the end of the metadata',
  metadataSource: 'where the metadata comes from',
  'metadataSource.url': 'the address of the metadata',
  'metadataSource.signingCertificates': 'the list of certificates that sign the metadata',
  'metadataSource.maxValidityDays': 'the longest validity of the metadata, in days,',
  emailDomains: 'the list of email domains',
  scopes: 'the list of scopes',
  'request.binding': 'the binding of requests',
  'request.forceAuthn': 'forcing a fresh sign-in',
  'request.isPassive': 'asking without showing anything',
  'request.nameIdPolicy': 'the name identifier that is asked for',
  'request.authnContextClassRefs': 'the list of ways to sign in that are asked for',
  'request.sign': 'when requests are signed',
  'request.loginHint': 'how a known address travels',
  'response.requireSigned': 'what must be signed',
  'response.unsolicited': 'what becomes of responses that nobody asked for',
  'response.allowSha1': 'taking signatures with SHA-1',
  'response.allowUnauthenticatedCbc': 'decrypting AES-CBC in unsigned responses',
  'response.clockSkewSeconds': 'how far clocks may differ, in seconds,',
  'account.key': 'the account key',
  attributes: 'what is taken from attributes',
  'attributes.email': 'the attribute with the email address',
  'attributes.displayName': 'the attribute with the name',
  'attributes.groups': 'the attribute with the groups',
  'attributes.groupSeparator': 'what separates groups in one value',
  'attributes.required': 'the list of required attributes',
  groupRules: 'the list of groups that may sign in',
  roles: 'the list of roles of groups',
  'roles.everybody': 'the list of roles of everybody',
  keepEvidenceHours: 'for how many hours refused responses are kept',
};

/** Names a field by its path, such as `session.lifetimeSeconds`; one without a name of its own by what it is a part of. */
export function nameField(path: string): string {
  for (let known = path; known !== ''; known = known.slice(0, Math.max(known.lastIndexOf('.'), 0))) {
    const name = Object.hasOwn(NAMES, known) ? NAMES[known] : undefined;
    if (name !== undefined) return name;
  }
  return path.replaceAll('.', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
