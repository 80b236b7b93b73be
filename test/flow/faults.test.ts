/** The short form of `npm run faults`: what people meet, and never how long they wait for it. */
import { expect, test } from 'vitest';
import { flood } from '../../scripts/faults/flood.ts';
import { seeOutages } from '../../scripts/faults/outages.ts';
import { cutPower } from '../../scripts/faults/power-cuts.ts';
import { buildWorker } from '../../scripts/workerd/build-worker.ts';

test('while ledger, KV and records fail, hang or lose answers, people are told so, and nobody is let in without a record', async () => {
  const steps = await seeOutages({ idpIsSilent: false });
  const outcomes = (of: 'expected' | 'received') => steps.map((step) => `${step.says}: ${step[of]}`);
  expect(outcomes('received')).toEqual(outcomes('expected'));
});

test('a power cut loses no session that was told, and what was used is used', async () => {
  const cuts = await cutPower(buildWorker('wrangler.toml'), { signIns: 40, cuts: 1 });
  expect(cuts).toMatchObject({ signIns: 40, lost: 0, replayed: 0, errors: [] });
  expect(cuts.told).toBe(40 - cuts.consumedUntold);
});

test('garbage lets nobody in, breaks nothing, and keeps nobody out', async () => {
  const plan = { files: ['octets'], posts: 80, rounds: 2, signInsBefore: 2, perSecond: 200 };
  const flooded = await flood(buildWorker('wrangler.toml'), plan);
  expect(flooded).toMatchObject({ posts: 80, admitted: 0, errors: [] });
  expect(flooded.kinds).toBeGreaterThan(20);
  expect(flooded.during.count).toBeGreaterThan(0);
});
