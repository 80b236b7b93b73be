/**
 * Looking up TXT records through DNS over HTTPS: RFC 8484. The resolver is named by the settings and trusted to resolve; what
 * it sends is read no further than a cap and within a deadline. I/O: the network.
 */
import { buildTxtQuery, type DnsFailure, readTxtAnswer } from '../dns/txt-message.ts';
import { type Facts, failure, type Result } from '../result.ts';
import { readCapped } from './read-capped.ts';

export type LookupFailure = DnsFailure | Facts<'dns_resolver_unreachable'>;

const MEDIA_TYPE = 'application/dns-message';
const TIMEOUT_MILLISECONDS = 5_000;
/** RFC 1035, section 4.2.2: what a length of two octets can say. */
const MAX_MESSAGE_OCTETS = 65_535;

/** Looks up the TXT records of a name. */
export async function lookUpTxt(
  name: string,
  resolverUrl: URL | null,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
): Promise<Result<readonly string[], LookupFailure>> {
  if (resolverUrl === null) return unreachable('a URL that may be called', 'another');
  try {
    const response = await fetch(resolverUrl, {
      method: 'POST',
      headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
      body: buildTxtQuery(name),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'none';
    if (response.status !== 200 || type !== MEDIA_TYPE) {
      await response.body?.cancel();
      return unreachable(`status 200 and ${MEDIA_TYPE}`, `${response.status} and ${type}`);
    }
    const octets = await readCapped(response, MAX_MESSAGE_OCTETS);
    return octets === null ? unreachable('a DNS message', 'more') : readTxtAnswer(octets, name);
  } catch {
    // What fetch throws names addresses and stacks.
    return unreachable('an answer in time', 'none');
  }
}

function unreachable(expected: string, received: string) {
  return failure('dns_resolver_unreachable', expected, received);
}
