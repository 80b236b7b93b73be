/**
 * Pages of another host that open a WebSocket: browsers ask nobody before (no CORS, RFC 6455, section 10.2), and to them the hosts of
 * all customers are one site, so that the person's cookies come along. No session counts for such a one. Pure.
 */

/** Whether a page of another origin than this one opens a WebSocket. What is no browser sends no Origin. */
export function isForeignSocket({ headers }: Request, origin: string): boolean {
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return false;
  const opener = headers.get('origin');
  return opener !== null && opener !== origin;
}
