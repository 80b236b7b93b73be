/**
 * Where a connection's metadata comes from by itself, as the API takes it. The operator names the address; what comes from
 * there is judged elsewhere. Pure.
 */
import * as v from 'valibot';
import { uri, wholeNumber } from './field-rules.ts';
import { certificateList } from './identity-provider-input.ts';
import { outboundUrl } from './outbound-url-input.ts';

const MAX_VALIDITY_DAYS = 3_650;

/** Where an address has a place for the entity ID, as the URL parser writes it in a path and in a query. */
const ENTITY_ID_PLACE = /%7BentityId%7D|\{entityId\}/g;

/** Tells whether an address is one of the Metadata Query protocol, with a place for the entity ID. */
export function hasEntityIdPlace(url: string): boolean {
  return url.search(ENTITY_ID_PLACE) >= 0;
}

/** Puts the entity ID into its place: Metadata Query protocol 1.0, section 3.1. */
export function completeMetadataUrl(url: string, entityId: string | null): string {
  return entityId === null ? url : url.replace(ENTITY_ID_PLACE, encodeURIComponent(entityId));
}

/** The fields of a connection that say where its metadata comes from. `isLocal` lets it come from this machine. */
export function metadataSourceInput({ isLocal }: { readonly isLocal: boolean }) {
  return {
    metadataUrl: v.nullish(outboundUrl({ allowLoopback: isLocal }), null),
    /** With any, the metadata has to be signed by one of them. */
    metadataSigningCertificates: v.optional(certificateList(0), []),
    /** With a number, the metadata has to have a validUntil at most so many days ahead. */
    metadataMaxValidityDays: v.nullish(wholeNumber(1, MAX_VALIDITY_DAYS), null),
    /** Which identity provider is meant, where the metadata has several. */
    metadataEntityId: v.nullish(uri(), null),
  };
}
