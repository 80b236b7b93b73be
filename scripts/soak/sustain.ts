/**
 * The deployed Worker over storage on disk, under load for minutes: people sign in one after the other, and each of their
 * sessions is checked again and again, also after a minute, when the ledger is asked. I/O: loopback, a folder, /proc, the clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, connectTo } from '../bench/load.ts';
import { makeSessionCheck, putTenant, readSessionCookie } from '../bench/requests.ts';
import { prepareSignIns, type SignIns, statusOf } from '../workerd/sign-ins.ts';
import { type StoredWorker, startStoredWorker } from '../workerd/stored-worker.ts';
import { readResidentOctets } from '../workerd/workerd-ids.ts';
import type { MemorySample, Sample } from './samples.ts';

export interface Soak {
  readonly durationMs: number;
  readonly signIns: readonly Sample[];
  readonly checks: readonly Sample[];
  /** Checks that asked the ledger, and were given a new cookie. */
  readonly renewals: number;
  /** Any answer but the one that was due: its first line and its code. */
  readonly errors: readonly string[];
  readonly memory: readonly MemorySample[];
}

const PEOPLE = 4;
/** What an application asks of a session before the person does something else. */
const CHECKS_AFTER_SIGN_IN = 30;
/** How many sessions each keeps coming back to, and how often. */
const SESSIONS_KEPT = 100;
const CHECKS_OF_OLDER = 10;
const MEMORY_EVERY_MS = 1_000;

/** Starts the Worker, loads it for so long, stops it. */
export async function sustain(script: string, durationMs: number): Promise<Soak> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-soak-'));
  const worker = await startStoredWorker(script, folder);
  try {
    const signIns = await prepareSignIns(await putTenant(worker.port));
    return await load(worker, signIns, durationMs);
  } finally {
    await worker.close();
    rmSync(folder, { recursive: true });
  }
}

interface Journal {
  readonly start: number;
  readonly signIns: Sample[];
  readonly checks: Sample[];
  readonly errors: string[];
  renewals: number;
}

async function load({ port, pid }: StoredWorker, makeSignIn: SignIns, durationMs: number): Promise<Soak> {
  const start = performance.now();
  const journal: Journal = { start, signIns: [], checks: [], errors: [], renewals: 0 };
  const memory: MemorySample[] = [];
  const measure = () => memory.push({ at: performance.now() - start, octets: readResidentOctets(pid) });
  measure();
  const timer = setInterval(measure, Math.min(MEMORY_EVERY_MS, durationMs / 20));
  let made = 0;
  const live = async () => {
    const connection = await connectTo(port);
    const person = new Person(connection, journal);
    try {
      while (performance.now() - start < durationMs) await person.live(await makeSignIn(made++));
    } finally {
      connection.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: PEOPLE }, live));
  } finally {
    clearInterval(timer);
  }
  return { durationMs: performance.now() - start, memory, ...journal };
}

/** Somebody with a browser that keeps what it is given. */
class Person {
  readonly #connection: Connection;
  readonly #journal: Journal;
  readonly #cookies: string[] = [];
  #next = 0;

  constructor(connection: Connection, journal: Journal) {
    this.#connection = connection;
    this.#journal = journal;
  }

  /** Signs in, uses the session, and comes back to older ones. */
  async live(post: Buffer): Promise<void> {
    const cookie = readSessionCookie(await this.#ask(post, 303, this.#journal.signIns));
    if (cookie === null) return;
    const slot = this.#cookies.length < SESSIONS_KEPT ? this.#cookies.length : this.#next;
    this.#cookies[slot] = cookie;
    for (let count = 0; count < CHECKS_AFTER_SIGN_IN; count++) await this.#check(slot);
    for (let count = 0; count < CHECKS_OF_OLDER; count++) {
      this.#next = (this.#next + 1) % this.#cookies.length;
      await this.#check(this.#next);
    }
  }

  async #check(slot: number): Promise<void> {
    const request = makeSessionCheck(this.#cookies[slot] ?? '');
    const renewed = readSessionCookie(await this.#ask(request, 200, this.#journal.checks));
    if (renewed === null) return;
    this.#journal.renewals++;
    this.#cookies[slot] = renewed;
  }

  async #ask(request: Buffer, expectedStatus: number, samples: Sample[]): Promise<string> {
    const started = performance.now();
    const answer = await this.#connection.ask(request);
    const now = performance.now();
    samples.push({ at: now - this.#journal.start, milliseconds: now - started });
    if (statusOf(answer) !== expectedStatus) this.#journal.errors.push(answer.slice(0, 400));
    return answer;
  }
}
