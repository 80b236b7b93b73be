/** An AuthnRequest as text, for tests of the development IdP: nothing of our own builds it. */
export interface RequestText {
  readonly id?: string;
  readonly issuer?: string;
  /** Further attributes of the root, each with a space before it. */
  readonly attributes?: string;
  /** Further children. */
  readonly children?: string;
}

export function authnRequest({
  id = '_r1',
  issuer = 'http://acme.localhost:8787/sso/metadata',
  attributes = '',
  children = '',
}: RequestText = {}): string {
  return `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="2026-11-21T12:00:00Z"${attributes}><a:Issuer>${issuer}</a:Issuer>${children}</p:AuthnRequest>`;
}
