/**
 * The caps of the strict reader. Each is far above what honest identity providers send and low enough that a
 * hostile document is refused for less than an honest one of its size costs.
 */

/** Directories that send thousands of groups reach about 1.5 MB; nobody was seen above that. */
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

/** A Response with nested Advice and a structured AttributeValue stays below 30. Also bounds all recursion. */
export const MAX_DEPTH = 100;

/** Namespace declarations included. A Response by a very talkative identity provider has about a dozen. */
export const MAX_ATTRIBUTES = 64;

/** Elements, comments and runs of text. A 1.5 MB Response made of short attribute values has about 60,000. */
export const MAX_NODES = 200_000;
