/**
 * What is known of a vendor's identity provider: the words of its screens, where they are, and what goes wrong there. The guided
 * set-up shows it before a sign-in, explanations of failures after one. Data without markup. Pure.
 */

/** Where on its screens, and what to set there. */
export type Place = readonly [where: string, what: string];

export interface Vendor {
  /** As it stands in addresses. */
  readonly id: string;
  readonly name: string;
  /** Found in its entity IDs and sign-in addresses. */
  readonly addresses: RegExp;
  /** Where to click until it asks for our values; › leads from one to the next. */
  readonly steps: readonly string[];
  /** What it calls our values; `ownMetadata` is where it takes all of them at once. */
  readonly entityId: string;
  readonly acsUrl: string;
  /** Null where it knows no logout. */
  readonly sloUrl: string | null;
  readonly ownMetadata: string | null;
  readonly nameId: Place;
  readonly signing: Place;
  readonly encryption: Place;
  /** Whom it lets sign in. */
  readonly people: Place;
  readonly attributes: {
    readonly where: string;
    /** What we understand by itself, and what it is made of there. */
    readonly sent: readonly (readonly [name: string, source: string])[];
  };
  /** How its metadata is best had, and where it is. */
  readonly metadata: { readonly by: 'url' | 'file'; readonly where: string };
  readonly pitfalls: readonly string[];
}
