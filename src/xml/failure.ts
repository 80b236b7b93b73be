/** Why the strict reader refuses a document. */
import type { Facts } from '../result.ts';

export type XmlFailureCode =
  | 'xml_too_large'
  | 'xml_not_utf8'
  | 'xml_unsupported_declaration'
  | 'xml_malformed'
  | 'xml_forbidden_character'
  | 'xml_doctype_forbidden'
  | 'xml_processing_instruction_forbidden'
  | 'xml_entity_forbidden'
  | 'xml_duplicate_attribute'
  | 'xml_namespace_invalid'
  | 'xml_content_outside_root'
  | 'xml_limit_exceeded';

export type XmlFailure = Facts<XmlFailureCode>;
