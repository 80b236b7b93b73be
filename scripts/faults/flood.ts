/**
 * Honest sign-ins while garbage is posted to the same tenant, so many times a second; in turns with the same sign-ins while nobody
 * does that, so that both meet the same machine. The pace matters: one isolate shares its time between all who ask, so that one who
 * posts back to back would take half of it whatever his posts cost. I/O: loopback, a folder, the clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { testKey } from '../../test/support/signed-response.ts';
import { connectTo } from '../bench/load.ts';
import { PARTIES } from '../bench/parties.ts';
import { putTenant, readSessionCookie } from '../bench/requests.ts';
import { IDP_KEY } from '../bench/responses.ts';
import { type Percentiles, percentilesOf, type Sample } from '../soak/samples.ts';
import { prepareSignIns, type SignIns, statusOf } from '../workerd/sign-ins.ts';
import { startStoredWorker } from '../workerd/stored-worker.ts';
import { makeGarbage } from './garbage.ts';

export interface FloodPlan {
  /** Of `test/attacks`. */
  readonly files: readonly string[];
  readonly posts: number;
  readonly rounds: number;
  /** Honest sign-ins of each round before its flood. */
  readonly signInsBefore: number;
  /** Of garbage, as long as the Worker keeps up with that. */
  readonly perSecond: number;
}

export interface Flood {
  readonly kinds: number;
  readonly posts: number;
  /** How many a second there really were. */
  readonly perSecond: number;
  /** Garbage that was answered by anything but a refusal, or let somebody in. */
  readonly admitted: number;
  /** Honest sign-ins that were not let in. */
  readonly errors: readonly string[];
  readonly before: Percentiles;
  readonly during: Percentiles;
  readonly garbage: Percentiles;
}

const WARM_UP = 60;
const ATTACKERS = 4;

/** Starts the Worker, floods it, stops it. */
export async function flood(script: string, plan: FloodPlan): Promise<Flood> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-flood-'));
  const worker = await startStoredWorker(script, folder);
  try {
    // The key of the attack tests is trusted as well, or their signatures would not even be looked at.
    const certificates = [IDP_KEY, testKey('rsaA')].map(({ certificatePem }) => certificatePem);
    const signInUrl = 'https://idp.example.com/sso';
    const identityProvider = { entityId: PARTIES.idpEntityId, signInUrl, certificates };
    const tenantId = await putTenant(worker.port, undefined, { identityProvider });
    const garbage = await makeGarbage(plan.files, tenantId);
    return await measure(worker.port, await prepareSignIns(tenantId), garbage, plan);
  } finally {
    await worker.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  port: number,
  makeSignIn: SignIns,
  garbage: readonly Buffer[],
  { posts, rounds, signInsBefore, perSecond }: FloodPlan,
): Promise<Flood> {
  const errors: string[] = [];
  const [before, during, refused]: [Sample[], Sample[], Sample[]] = [[], [], []];
  let [made, sent, admitted, floodedMs] = [0, 0, 0, 0];

  const person = await connectTo(port);
  const signIn = async (samples: Sample[]) => {
    const post = await makeSignIn(made++);
    const { answer, ...sample } = await time(() => person.ask(post));
    if (statusOf(answer) !== 303) errors.push(answer.slice(0, 400));
    samples.push(sample);
  };
  const pour = async (first: number, until: number, start: number) => {
    const attacker = await connectTo(port);
    while (sent < until) {
      const index = sent++;
      const post = garbage[index % garbage.length] as Buffer;
      const due = start + ((index - first) * 1000) / perSecond;
      await setTimeout(Math.max(0, due - performance.now()));
      const { answer, ...sample } = await time(() => attacker.ask(post));
      if (statusOf(answer) < 400 || statusOf(answer) >= 500 || readSessionCookie(answer) !== null) admitted++;
      refused.push(sample);
    }
    attacker.close();
  };

  for (let count = 0; count < WARM_UP; count++) await signIn([]);
  for (let round = 1; round <= rounds; round++) {
    for (let count = 0; count < signInsBefore; count++) await signIn(before);
    let isOver = false;
    const [first, until, start] = [sent, Math.floor((posts * round) / rounds), performance.now()];
    const attacks = Array.from({ length: ATTACKERS }, () => pour(first, until, start));
    const poured = Promise.all(attacks).finally(() => {
      isOver = true;
      floodedMs += performance.now() - start;
    });
    while (!isOver) await signIn(during);
    await poured;
  }
  person.close();
  return {
    kinds: garbage.length,
    posts: sent,
    perSecond: sent / (floodedMs / 1000),
    admitted,
    errors,
    before: percentilesOf(before),
    during: percentilesOf(during),
    garbage: percentilesOf(refused),
  };
}

async function time(ask: () => Promise<string>): Promise<Sample & { readonly answer: string }> {
  const at = performance.now();
  const answer = await ask();
  return { answer, at, milliseconds: performance.now() - at };
}
