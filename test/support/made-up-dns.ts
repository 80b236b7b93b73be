/** What the DNS says, for tests inside workerd: TXT records by name, answered in the place of the resolver. */
import { afterEach, beforeEach, vi } from 'vitest';
import { buildDnsAnswer, readDnsQuestion } from './dns-message.ts';

/** Answers for the resolver before each test of the file that calls it; gives the records, none at first. */
export function makeUpDns(): Map<string, string> {
  const texts = new Map<string, string>();
  beforeEach(() => {
    texts.clear();
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const request = new Request(input as RequestInfo, init as RequestInit);
      const name = readDnsQuestion(new Uint8Array(await request.arrayBuffer()));
      const answers = [texts.get(name) ?? []].flat().map((text) => ({ strings: [text] }));
      const headers = { 'content-type': 'application/dns-message' };
      return new Response(buildDnsAnswer(name, { answers }), { headers });
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return texts;
}
