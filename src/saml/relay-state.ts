/** RelayState: opaque to the protocol, at most 80 octets (SAML Bindings 2.0, sections 3.4.3 and 3.5.3). Never signed, never trusted. */

const MAX_RELAY_STATE_BYTES = 80;

/** Whether a value may travel as RelayState. */
export function fitsRelayState(value: string): boolean {
  return new TextEncoder().encode(value).length <= MAX_RELAY_STATE_BYTES;
}

/**
 * Takes what arrived as RelayState. Null where it is absent, empty or too long: a bookmark that breaks the limit is
 * not followed, and does not stop a good Response either.
 */
export function receiveRelayState(value: string | undefined): string | null {
  return value === undefined || value === '' || !fitsRelayState(value) ? null : value;
}
