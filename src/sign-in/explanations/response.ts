/** Explanations of what is wrong with the form post or with the Response around the assertion. */
import type { BindingFailureCode, EnvelopeFailureCode } from '../../saml/failure.ts';
import { type Explanation, NOT_READABLE, NOT_SET_UP, NOT_THIS_SIGN_IN, NOT_TRUSTED } from './explanation.ts';

const REPORT = 'Report this to the identity provider’s maker.';

export const RESPONSE_EXPLANATIONS: Readonly<Record<BindingFailureCode | EnvelopeFailureCode, Explanation>> =
  {
    saml_response_missing: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The form has no field named SAMLResponse.',
        mender: 'identity-provider',
        remedy: 'Check that the ACS URL is used for sign-in answers only, and that its binding is HTTP-POST.',
      },
      status: 400,
    },
    saml_response_repeated: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The form has the field SAMLResponse more than once.',
        mender: 'identity-provider',
        remedy: REPORT,
      },
      status: 400,
    },
    saml_response_not_base64: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The field SAMLResponse is not base64.',
        mender: 'identity-provider',
        remedy: 'Check that the binding of the ACS URL is HTTP-POST, and that no proxy changes the form.',
      },
      status: 400,
    },
    form_malformed: {
      person: NOT_READABLE,
      administrator: {
        problem: 'What was posted is not an HTML form.',
        mender: 'identity-provider',
        remedy: 'Check that the binding of the ACS URL is HTTP-POST (not Artifact, SOAP or PAOS).',
      },
      status: 400,
    },
    form_too_large: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The form is larger than any sign-in needs to be.',
        mender: 'identity-provider',
        remedy:
          'Send fewer attribute values: limit the groups to those assigned to this application, and leave photographs out.',
      },
      status: 413,
    },
    not_a_response: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The message is no SAML 2.0 Response.',
        mender: 'identity-provider',
        remedy:
          'Choose SAML 2.0 (not SAML 1.1 or WS-Federation) for this application, and give the ACS URL for sign-in only.',
      },
      status: 400,
    },
    response_malformed: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The Response lacks something that SAML prescribes, or has it twice.',
        mender: 'identity-provider',
        remedy: REPORT,
      },
      status: 400,
    },
    response_version_unsupported: {
      person: NOT_SET_UP,
      administrator: {
        problem: 'The Response is of another version than SAML 2.0.',
        mender: 'identity-provider',
        remedy: 'Choose SAML 2.0 for this application.',
      },
      status: 400,
    },
    status_not_success: {
      person: { situation: 'not_let_in', action: 'retry' },
      administrator: {
        problem: 'The identity provider answered with an error in place of an assertion.',
        mender: 'identity-provider',
        remedy:
          'Check that this user is assigned to the application, and look the time up in the identity provider’s sign-in log.',
      },
      status: 403,
    },
    assertion_count: {
      person: NOT_READABLE,
      administrator: {
        problem: 'The Response has no assertion or several; exactly one is accepted.',
        mender: 'identity-provider',
        remedy: 'Set this application to send one assertion in each Response.',
      },
      status: 403,
    },
    signature_required: {
      person: NOT_TRUSTED,
      administrator: {
        problem: 'The signature that this connection requires is not there.',
        mender: 'identity-provider',
        remedy:
          'Switch signing on in this application’s settings at the identity provider: sign the assertion, the response or both, as this connection requires.',
      },
      status: 403,
    },
    destination_mismatch: {
      person: NOT_SET_UP,
      administrator: {
        problem: 'The Response is addressed to another URL than this one.',
        mender: 'identity-provider',
        remedy:
          'Set the ACS URL (also called reply, single sign-on or consumer URL) to exactly the expected value, with https and without a closing slash.',
      },
      status: 403,
    },
    response_issuer_mismatch: {
      person: NOT_SET_UP,
      administrator: {
        problem: 'The Response names another issuer than this connection’s identity provider.',
        mender: 'service-provider',
        remedy:
          'Save the metadata of the identity provider that people really sign in at. Every letter counts.',
      },
      status: 403,
    },
    response_in_response_to_mismatch: {
      person: NOT_THIS_SIGN_IN,
      administrator: {
        problem: 'The Response answers another request than the one this browser sent.',
        mender: 'person',
        remedy:
          'Start signing in again. If it happens each time, look for a page or portal that replays old answers.',
      },
      status: 403,
    },
  };
