/**
 * What Cloudflare publishes that it charges on the Workers Paid plan, in US dollars a month, as of November 2026:
 * developers.cloudflare.com, "Pricing" of Workers, Workers Logs, Workers KV, Durable Objects and Workers Analytics Engine. What is
 * included is counted once for an account, and other Workers take their share of it.
 */
export const BASE_DOLLARS = 5;

export interface Price {
  readonly title: string;
  readonly included: number;
  readonly dollarsForEachMillionMore: number;
}

export const PRICES = {
  requests: { title: 'requests to the Worker', included: 10e6, dollarsForEachMillionMore: 0.3 },
  cpuMilliseconds: { title: 'milliseconds of CPU', included: 30e6, dollarsForEachMillionMore: 0.02 },
  kvReads: { title: 'reads of KV', included: 10e6, dollarsForEachMillionMore: 0.5 },
  objectRequests: { title: 'requests to Durable Objects', included: 1e6, dollarsForEachMillionMore: 0.15 },
  objectGigabyteSeconds: {
    title: 'GB-seconds of Durable Objects',
    included: 400e3,
    dollarsForEachMillionMore: 12.5,
  },
  rowsWritten: { title: 'rows written', included: 50e6, dollarsForEachMillionMore: 1 },
  rowsRead: { title: 'rows read', included: 25e9, dollarsForEachMillionMore: 0.001 },
  dataPoints: {
    title: 'data points of Analytics Engine',
    included: 10e6,
    dollarsForEachMillionMore: 0.25,
  },
  logLines: { title: 'lines of Workers Logs', included: 20e6, dollarsForEachMillionMore: 0.6 },
} as const satisfies Readonly<Record<string, Price>>;

export type Metered = keyof typeof PRICES;
