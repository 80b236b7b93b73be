/** What an assertion says, read out of verified octets: SAML Core 2.0, section 2. Instants are milliseconds since 1970, UTC. */

export interface NameId {
  /** Exactly as signed; never trimmed, never numeric. */
  readonly value: string;
  /** The unspecified format where the message names none. */
  readonly format: string;
  /** Set where the message names none, so that a logout can say the name exactly as it came. */
  readonly formatOmitted?: true;
  readonly nameQualifier: string | null;
  readonly spNameQualifier: string | null;
}

export interface Attribute {
  readonly name: string;
  readonly nameFormat: string | null;
  readonly friendlyName: string | null;
  /** In document order; several elements of one name and format are merged. */
  readonly values: readonly string[];
}

export interface SubjectConfirmation {
  readonly method: string;
  readonly recipient: string | null;
  readonly inResponseTo: string | null;
  readonly notBefore: number | null;
  readonly notOnOrAfter: number | null;
}

export interface AuthnStatement {
  readonly authnInstant: number;
  readonly sessionIndex: string | null;
  readonly sessionNotOnOrAfter: number | null;
  readonly classRef: string | null;
}

export interface Conditions {
  readonly notBefore: number | null;
  readonly notOnOrAfter: number | null;
  /** One list for each AudienceRestriction: the lists AND together, the audiences in one OR. */
  readonly audienceRestrictions: readonly (readonly string[])[];
  /** Names of conditions that this reader does not understand. */
  readonly unknown: readonly string[];
}

export interface Assertion {
  readonly id: string;
  readonly version: string;
  readonly issueInstant: number;
  readonly issuer: string;
  readonly nameId: NameId | null;
  readonly confirmations: readonly SubjectConfirmation[];
  readonly conditions: Conditions | null;
  readonly authnStatements: readonly AuthnStatement[];
  readonly attributes: readonly Attribute[];
}
