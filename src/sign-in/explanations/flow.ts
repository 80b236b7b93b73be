/** Explanations of what goes wrong around the message: the connection, the pending request, single use, the account. */
import type { FlowFailureCode } from '../failure.ts';
import {
  ALREADY_USED,
  type Explanation,
  NOT_IDENTIFIED,
  NOT_SET_UP,
  NOT_THIS_SIGN_IN,
  TOO_LATE,
} from './explanation.ts';

export const FLOW_EXPLANATIONS: Readonly<Record<FlowFailureCode, Explanation>> = {
  connection_missing: {
    person: { situation: 'not_connected', action: 'contact-administrator' },
    administrator: {
      problem: 'This tenant has no connection that a sign-in could use.',
      mender: 'service-provider',
      remedy: 'Save a connection with the identity provider’s metadata.',
    },
    status: 503,
  },
  connection_trust_expired: {
    person: NOT_SET_UP,
    administrator: {
      problem:
        'The identity provider’s metadata is past its validUntil, so nothing in it is trusted any more.',
      mender: 'service-provider',
      remedy: 'Download the identity provider’s current metadata and save it in this connection.',
    },
    status: 503,
  },
  request_signing_key_missing: {
    person: NOT_SET_UP,
    administrator: {
      problem:
        'Requests to this identity provider are to be signed, and this deployment has no key to sign with.',
      mender: 'operator',
      remedy:
        'Run `npm run keygen` and store the key, or set this connection’s request.sign to never if the identity provider takes unsigned requests.',
    },
    status: 503,
  },
  issuer_unknown: {
    person: NOT_SET_UP,
    administrator: {
      problem: 'The answer comes from an identity provider that this tenant has no connection to.',
      mender: 'service-provider',
      remedy:
        'Compare the received entity ID with the connections: save the new metadata, or point the identity provider’s application at the right site.',
    },
    status: 403,
  },
  pending_request_missing: {
    person: NOT_THIS_SIGN_IN,
    administrator: {
      problem:
        'This browser has no sign-in waiting for this answer: it expired, its cookie was cleared, or another browser started it.',
      mender: 'person',
      remedy: 'Start signing in again, in one browser and with cookies allowed.',
    },
    status: 403,
  },
  pending_request_expired: {
    person: TOO_LATE,
    administrator: {
      problem: 'The answer came after the time within which a started sign-in has to be finished.',
      mender: 'person',
      remedy: 'Start signing in again.',
    },
    status: 403,
  },
  unsolicited_response: {
    person: { situation: 'start_here', action: 'retry' },
    administrator: {
      problem: 'The sign-in was started at the identity provider, and this connection rejects that.',
      mender: 'service-provider',
      remedy:
        'Set this connection’s unsolicited policy to restart, or let the portal’s tile open this site’s /sso/login.',
    },
    status: 403,
  },
  request_already_used: {
    person: ALREADY_USED,
    administrator: {
      problem: 'The request that this answers has been answered before.',
      mender: 'person',
      remedy:
        'Nothing, where a page was reloaded. Many of these from elsewhere are somebody replaying messages.',
    },
    status: 409,
  },
  assertion_already_used: {
    person: ALREADY_USED,
    administrator: {
      problem: 'This very assertion has been used before.',
      mender: 'person',
      remedy:
        'Nothing, where a page was reloaded. Many of these from elsewhere are somebody replaying messages.',
    },
    status: 409,
  },
  signed_out_meanwhile: {
    person: NOT_THIS_SIGN_IN,
    administrator: {
      problem: 'The identity provider signed this person out while this answer was on its way.',
      mender: 'person',
      remedy: 'Sign in again.',
    },
    status: 403,
  },
  account_key_missing: {
    person: NOT_IDENTIFIED,
    administrator: {
      problem:
        'The attribute that this connection takes the account key from was not sent, or has no single value.',
      mender: 'identity-provider',
      remedy:
        'Map exactly one value to this attribute in the application’s settings, and see that this user has it filled in.',
    },
    status: 403,
  },
  account_key_transient: {
    person: NOT_IDENTIFIED,
    administrator: {
      problem: 'The NameID is a transient one: it changes at each sign-in, so no account can be found by it.',
      mender: 'identity-provider',
      remedy:
        'Choose a persistent or email NameID in this application’s settings, or take the account key from an attribute.',
    },
    status: 403,
  },
  scope_mismatch: {
    person: NOT_IDENTIFIED,
    administrator: {
      problem:
        'The scope of the account key, what follows its @, is not one that this identity provider may state.',
      mender: 'identity-provider',
      remedy:
        'Send it with one @ and an expected scope. If the scope is its own, list it in the metadata (shibmd:Scope) or in this connection’s scopes.',
    },
    status: 403,
  },
  email_domain_mismatch: {
    person: { situation: 'wrong_account', action: 'retry' },
    administrator: {
      problem: 'The email address is not of one of the domains that this connection speaks for.',
      mender: 'service-provider',
      remedy: 'Add the domain to this connection’s email domains, or correct the address in the directory.',
    },
    status: 403,
  },
  email_domain_unproven: {
    person: { situation: 'wrong_account', action: 'retry' },
    administrator: {
      problem: 'The email address is not of one of the domains that this tenant has proven to be its own.',
      mender: 'service-provider',
      remedy:
        'Prove the domain with a DNS record, under Domains in the set-up, or correct the address in the directory.',
    },
    status: 403,
  },
  outside_pilot: {
    person: { situation: 'wrong_account', action: 'retry' },
    administrator: {
      problem:
        'SAML is for a pilot, and this person is not in it: the application’s own sign-in page took over.',
      mender: 'service-provider',
      remedy: 'To have it otherwise, add the address, its domain or a group to the pilot in the set-up.',
    },
    status: 403,
  },
  attribute_missing: {
    person: { situation: 'attribute_missing', action: 'contact-administrator' },
    administrator: {
      problem: 'Attributes that this connection requires did not come, or without a value.',
      mender: 'identity-provider',
      remedy:
        'Send them from the application’s settings there, by exactly these names, and fill them in for this person; or require less under Attributes in the set-up.',
    },
    status: 403,
  },
  group_missing: {
    person: { situation: 'group_missing', action: 'contact-administrator' },
    administrator: {
      problem:
        'Only people of certain groups may sign in by this connection, and this one came in none of them.',
      mender: 'identity-provider',
      remedy:
        'Put the person into one of the groups, and send groups by exactly these names; or let others in under Attributes in the set-up.',
    },
    status: 403,
  },
  identity_too_large: {
    person: NOT_IDENTIFIED,
    administrator: {
      problem:
        'NameID, account key, name, address and roles together, or all attributes, are more than a session can carry.',
      mender: 'identity-provider',
      remedy:
        'Map short values in this application’s settings: a NameID has at most 256 characters. Send only the groups that this application needs.',
    },
    status: 403,
  },
  method_not_allowed: {
    person: { situation: 'only_a_step', action: 'continue' },
    administrator: {
      problem: 'The address was opened with another HTTP method than it takes.',
      mender: 'identity-provider',
      remedy:
        'Check that the binding of the ACS URL is HTTP-POST, and that bookmarks point at /sso/login or the site itself.',
    },
    status: 405,
  },
  tenant_unavailable: unavailable('KV, which holds the tenants’ records,'),
  ledger_unavailable: unavailable('The tenant’s sign-in ledger'),
  record_unavailable: unavailable('The tenant’s record'),
  application_unreachable: {
    person: { situation: 'application_down', action: 'retry' },
    administrator: {
      problem: 'The application behind the gateway could not be reached.',
      mender: 'operator',
      remedy: 'Check that it runs, and that APP, APP_ORIGIN or the tenant’s application.origin leads to it.',
    },
    status: 502,
  },
  application_timeout: {
    person: { situation: 'application_down', action: 'retry' },
    administrator: {
      problem: 'The application behind the gateway did not begin to answer in time.',
      mender: 'operator',
      remedy: 'Look for this request in its logs. It may have done what was asked for all the same.',
    },
    status: 504,
  },
  internal_error: {
    person: { situation: 'our_fault', action: 'retry' },
    administrator: {
      problem: 'This deployment failed.',
      mender: 'operator',
      remedy: 'Look the reference up in the logs.',
    },
    status: 500,
  },
};

/** An outage passes by itself: whoever tries again is told apart by nothing but time. */
function unavailable(what: string): Explanation {
  return {
    person: { situation: 'our_fault', action: 'retry' },
    administrator: {
      problem: `${what} did not answer in time, or could not be reached.`,
      mender: 'operator',
      remedy:
        'Try again in a moment. If it lasts, look at the status of Cloudflare, and look the reference up in the logs.',
    },
    status: 503,
  };
}
