/** Identifiers of SAML 2.0, XML Schema and their kin, each spelled once. */
export { NS_XML_SIGNATURE } from '../xmlenc/names.ts';

export const NS_ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const NS_PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const NS_METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const NS_METADATA_UI = 'urn:oasis:names:tc:SAML:metadata:ui';
export const NS_METADATA_ATTRIBUTES = 'urn:oasis:names:tc:SAML:metadata:attribute';
export const NS_METADATA_ALGORITHMS = 'urn:oasis:names:tc:SAML:metadata:algsupport';
export const NS_XSI = 'http://www.w3.org/2001/XMLSchema-instance';

export const BINDING_REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
export const BINDING_POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

export const STATUS_SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const STATUS_REQUESTER = 'urn:oasis:names:tc:SAML:2.0:status:Requester';
export const STATUS_RESPONDER = 'urn:oasis:names:tc:SAML:2.0:status:Responder';
export const STATUS_PARTIAL_LOGOUT = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';
export const STATUS_REQUEST_DENIED = 'urn:oasis:names:tc:SAML:2.0:status:RequestDenied';
export const STATUS_UNKNOWN_PRINCIPAL = 'urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal';
export const LOGOUT_BY_USER = 'urn:oasis:names:tc:SAML:2.0:logout:user';
export const CONFIRMATION_BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

export const ATTRIBUTE_NAME_URI = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
export const ATTRIBUTE_SUBJECT_ID = 'urn:oasis:names:tc:SAML:attribute:subject-id';
export const ATTRIBUTE_PAIRWISE_ID = 'urn:oasis:names:tc:SAML:attribute:pairwise-id';
export const SUBJECT_ID_REQUIREMENT = 'urn:oasis:names:tc:SAML:profiles:subject-id:req';

export const NAME_ID_UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
export const NAME_ID_EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
export const NAME_ID_PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
export const NAME_ID_TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
export const NAME_ID_ENTITY = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
