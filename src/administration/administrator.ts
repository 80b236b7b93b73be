/**
 * Who sets a tenant up for its customer, and how he came in: by a set-up link, as a signed-in person whom the tenant names, or
 * by recovery. Pure; instants are milliseconds since 1970, UTC.
 */
import type { Result } from '../result.ts';
import type { Author } from './author.ts';
import type { PersonSignedIn } from './lock-out.ts';
import type { SetupLink } from './setup-link.ts';
import type { RecordFailure, TenantConfiguration } from './tenant-record.ts';

interface Entered {
  /** Who does what he does, for the audit trail. */
  readonly author: Author;
  /** When he has to come in again. */
  readonly until: number;
}

export type Administrator =
  | (Entered & { readonly via: 'link'; readonly link: SetupLink })
  | (Entered & { readonly via: 'session'; readonly person: PersonSignedIn })
  | (Entered & { readonly via: 'recovery'; readonly sessionHash: string });

/** A signed-in administrator who opens the set-up pages. */
export interface EnteringPerson {
  /** What the application knows him by, or else what tells him from others. */
  readonly accountKey: string;
  readonly name: string;
}

export interface AdministratorsPort {
  /** Notes that a signed-in person came to set up, and gives the author that he is. */
  noteAdministrator(person: EnteringPerson, now: number): Promise<Author>;
  /** Says whether a configuration could go live, as far as it may lock everybody out; see lock-out.ts. */
  checkEnforcement(configuration: TenantConfiguration, now: number): Promise<Result<null, RecordFailure>>;
}
