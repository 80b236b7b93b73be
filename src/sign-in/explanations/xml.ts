/** Explanations of what the strict reader refuses. An honest identity provider sends none of this. */
import type { XmlFailureCode } from '../../xml/failure.ts';
import { type Explanation, NOT_READABLE } from './explanation.ts';

const ALTERED =
  'Look for what changes messages on the way (a proxy, a browser extension, a custom template). If nothing does, report this to the identity provider’s maker.';

export const XML_EXPLANATIONS: Readonly<Record<XmlFailureCode, Explanation>> = {
  xml_too_large: {
    ...unreadable(
      'The message is larger than any sign-in needs to be.',
      'Send fewer attribute values: limit the groups to those assigned to this application, and leave photographs out.',
    ),
    status: 413,
  },
  xml_not_utf8: unreadable(
    'The message is not UTF-8 text.',
    'Set the identity provider to send UTF-8. Any other encoding is refused.',
  ),
  xml_unsupported_declaration: unreadable(
    'The message’s XML declaration names another version than 1.0 or another encoding than UTF-8.',
    'Set the identity provider to send XML 1.0 in UTF-8.',
  ),
  xml_malformed: unreadable('The message is not well-formed XML.', ALTERED),
  xml_forbidden_character: unreadable(
    'The message has a character that XML does not allow.',
    'Look for control characters in this user’s directory entry, often pasted into a name or a description.',
  ),
  xml_doctype_forbidden: unreadable(
    'The message has a document type declaration, which SAML forbids and attacks need.',
    ALTERED,
  ),
  xml_processing_instruction_forbidden: unreadable(
    'The message has a processing instruction, which no identity provider needs.',
    ALTERED,
  ),
  xml_entity_forbidden: unreadable(
    'The message refers to an entity other than the five that XML itself defines.',
    ALTERED,
  ),
  xml_duplicate_attribute: unreadable('An element has the same XML attribute twice.', ALTERED),
  xml_namespace_invalid: unreadable(
    'The message uses an XML prefix that it does not declare, or declares one that is reserved.',
    ALTERED,
  ),
  xml_content_outside_root: unreadable('There is something before or after the message itself.', ALTERED),
  xml_limit_exceeded: {
    ...unreadable(
      'The message has more elements, attributes or levels than any sign-in needs.',
      'Send fewer attribute values: limit the groups to those assigned to this application.',
    ),
    status: 413,
  },
};

function unreadable(problem: string, remedy: string): Explanation {
  return {
    person: NOT_READABLE,
    administrator: { problem, mender: 'identity-provider', remedy },
    status: 400,
  };
}
