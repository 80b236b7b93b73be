/**
 * Sends one event to one endpoint, once. The receiver is a stranger: its URL is judged again each time, its redirects are
 * not followed, its answer is not read beyond the status, and it has ten seconds. I/O: one POST.
 */
import type { DeliveryAttempt, DeliveryError } from '../administration/webhook.ts';
import { readOutboundUrl } from '../outbound-url.ts';
import { signWebhook } from '../webhooks/signature.ts';
import type { WebhookTarget } from './webhook-endpoints.ts';

const TIMEOUT_MILLISECONDS = 10_000;

/** Posts the text of an event, signed with the endpoint's keys, and tells how it was taken. */
export async function sendWebhook(
  { url, keys }: Pick<WebhookTarget, 'url' | 'keys'>,
  event: { readonly id: string; readonly text: string },
  rules: { readonly allowLoopback: boolean; readonly timeoutMilliseconds?: number },
): Promise<DeliveryAttempt> {
  const at = Date.now();
  const outcome = (status: number | null, error: DeliveryError | null): DeliveryAttempt => ({
    at,
    status,
    durationMilliseconds: Date.now() - at,
    error,
  });
  const judged = readOutboundUrl(url, rules);
  if (!judged.ok) return outcome(null, 'url_refused');
  const message = { id: event.id, timestamp: Math.floor(at / 1000), body: event.text };
  const headers = {
    ...(await signWebhook(message, keys)),
    'content-type': 'application/json',
    'user-agent': 'edge-saml',
  };
  try {
    const response = await fetch(judged.value, {
      method: 'POST',
      headers,
      body: event.text,
      redirect: 'manual',
      signal: AbortSignal.timeout(rules.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS),
    });
    // Nothing of it is wanted; unread, it would keep the connection.
    await response.body?.cancel();
    if (response.ok) return outcome(response.status, null);
    const isRedirect = response.status >= 300 && response.status < 400;
    return outcome(response.status, isRedirect ? 'redirect' : 'status');
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return outcome(null, isTimeout ? 'timeout' : 'unreachable');
  }
}
