/**
 * A token bucket: so many requests at once, refilled evenly over a window. Pure; times are milliseconds since 1970.
 */

export interface BucketPolicy {
  /** How many requests an unused bucket holds. */
  readonly capacity: number;
  /** In how many seconds an empty bucket is full again. */
  readonly windowSeconds: number;
}

export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export interface BucketAnswer {
  readonly allowed: boolean;
  /** Whole requests that may follow at once. */
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until as much is there as was asked for; 0 where it was allowed. */
  readonly retryAfterSeconds: number;
}

/** Takes tokens out of a bucket, null for one that was never used; what is refused costs nothing. */
export function takeTokens(
  bucket: Bucket | null,
  { capacity, windowSeconds }: BucketPolicy,
  cost: number,
  now: number,
): { readonly bucket: Bucket; readonly answer: BucketAnswer } {
  const perSecond = capacity / windowSeconds;
  // A clock that went back refills nothing.
  const elapsedSeconds = bucket === null ? windowSeconds : Math.max(0, now - bucket.at) / 1_000;
  const filled = Math.min(capacity, (bucket?.tokens ?? capacity) + elapsedSeconds * perSecond);
  const allowed = filled >= cost;
  const tokens = allowed ? filled - cost : filled;
  return {
    bucket: { tokens, at: now },
    answer: {
      allowed,
      remaining: Math.floor(tokens),
      resetSeconds: Math.ceil((capacity - tokens) / perSecond),
      retryAfterSeconds: allowed ? 0 : Math.ceil((cost - tokens) / perSecond),
    },
  };
}
