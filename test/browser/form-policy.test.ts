/**
 * Identity providers that hand a person on to another host, in Chromium: it holds every redirect after a form against the
 * Content-Security-Policy of the page with the form.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tenantConnection } from '../support/worker.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;
let directory: Server;
let identityProvider: Server;
let discoveryService: Server;

beforeAll(async () => {
  stage = await setStage();
  directory = await listen((_request, response) => {
    response
      .setHeader('Content-Type', 'text/html')
      .end('<title>directory</title><link rel="icon" href="data:,">');
  });
  identityProvider = await listen((_request, response) => {
    response.writeHead(303, { Location: `http://127.0.0.1:${portOf(directory)}/` }).end();
  });
  discoveryService = await listen(({ url = '' }, response) => {
    const { searchParams } = new URL(url, 'http://localhost');
    const answer = new URLSearchParams({ entityID: 'https://chosen.example' });
    response.writeHead(302, { Location: `${searchParams.get('return')}&${answer}` }).end();
  });
});
afterAll(async () => {
  await stage.close();
  directory.close();
  identityProvider.close();
  discoveryService.close();
});

test('the POST binding’s form is let through to wherever the identity provider sends it on', async () => {
  await stage.worker.putTenant('federated', { connections: [connectionBy('post')] });
  const { page, complaints } = await stage.visit();
  await page.goto(`${stage.origin('federated')}/docs/42`, { waitUntil: 'commit' });
  await page.waitForURL(`http://127.0.0.1:${portOf(directory)}/`);
  expect(complaints).toEqual([]);
});

test('so is the form that asks for an address', async () => {
  const chosen = connectionBy('redirect', { emailDomains: ['a.example'] });
  const other = tenantConnection({ id: 'other' }, { entityId: 'https://other.example' });
  await stage.worker.putTenant('chooser', { connections: [chosen, other] });
  const { page, complaints } = await stage.visit();
  await page.goto(`${stage.origin('chooser')}/sso/login`);
  await page.getByLabel('Your work email').fill('x@a.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`http://127.0.0.1:${portOf(directory)}/`);
  expect(complaints).toEqual([]);
});

test('so is the form that asks for an organisation, by way of its discovery service', async () => {
  const signInUrl = `http://localhost:${portOf(identityProvider)}/sso`;
  const chosen = tenantConnection({}, { entityId: 'https://chosen.example', signInUrl });
  const other = tenantConnection({ id: 'other' }, { entityId: 'https://other.example' });
  await stage.worker.putTenant('federation', {
    connections: [chosen, other],
    discoveryServiceUrl: `http://localhost:${portOf(discoveryService)}/pick`,
  });
  const { page, complaints } = await stage.visit();
  await page.goto(stage.worker.origin(null));
  await page.getByLabel('Your work email').fill('federation');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`http://127.0.0.1:${portOf(directory)}/`);
  expect(complaints).toEqual([]);
});

function connectionBy(signInBinding: 'post' | 'redirect', changes: object = {}): object {
  const signInUrl = `http://localhost:${portOf(identityProvider)}/sso`;
  return tenantConnection(changes, { signInUrl, signInBinding });
}

function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
