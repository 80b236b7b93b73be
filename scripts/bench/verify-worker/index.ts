/**
 * The contenders of the benchmark inside a Worker, where verification runs in production. A Worker's clock stands still while
 * it computes, so whoever started it counts the time. Called by the run that started it.
 */
import type { Contender } from '../measure.ts';
import { nodeSaml } from '../node-saml.ts';
import { floor, ours } from '../ours.ts';
import type { Trust } from '../parties.ts';
import type { BenchResponse } from '../responses.ts';

/** What to do: get ready for a Response, or let a contender run so many times. */
export type Work =
  | { readonly response: BenchResponse; readonly trust: Trust }
  | { readonly name: string; readonly runs: number };

let contenders: readonly Contender[] = [];

export default {
  /** Answers with the names of the contenders. */
  async fetch(request: Request): Promise<Response> {
    const work = await request.json<Work>();
    if ('response' in work) {
      const { response, trust } = work;
      contenders = [ours(response, trust), await floor(response, trust), nodeSaml(response, trust)];
    } else {
      const contender = contenders.find(({ name }) => name === work.name);
      for (let run = 0; run < work.runs; run++) await contender?.run();
    }
    return Response.json(contenders.map(({ name }) => name));
  },
};
