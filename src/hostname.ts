/**
 * DNS hostnames in the one form in which they are compared and stored: lower case, Unicode as punycode, no trailing
 * dot, no address of numbers. RFC 1123, section 2.1; WHATWG URL, section 3.5. Pure; its input is untrusted.
 */

const MAX_HOSTNAME_LETTERS = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What would make the URL parser see more than a hostname. */
const NOT_A_HOSTNAME = /[\s/?#@:\\%[\]<>]/;

/** Brings a hostname into its canonical form, or gives null for anything else, an IP address included. */
export function readHostname(text: string): string | null {
  if (text === '' || text.length > MAX_HOSTNAME_LETTERS + 1 || NOT_A_HOSTNAME.test(text)) return null;
  const url = URL.parse(`https://${text}`);
  if (url === null) return null;
  const hostname = url.hostname.replace(/\.$/, '');
  const labels = hostname.split('.');
  const wellFormed = hostname.length <= MAX_HOSTNAME_LETTERS && labels.every((label) => LABEL.test(label));
  // The URL parser turns whatever it takes for IPv4 into numbers; no top-level domain ends in one.
  return wellFormed && !/^[0-9]+$/.test(labels.at(-1) ?? '') ? hostname : null;
}

/** Tells whether a canonical hostname always means the machine itself: RFC 6761, section 6.3. */
export function isLocalhost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}
