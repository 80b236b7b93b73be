/** Where a request comes from, as Cloudflare's edge says; a client cannot set it. Null on a developer's machine. */
import type { Context } from 'hono';
import { addressKey } from '../operators/delays.ts';

/** What attempts from this address are counted by. */
export function clientAddressKey(c: Context): string {
  return addressKey(c.req.header('CF-Connecting-IP') ?? null);
}
