import { expect, test } from 'vitest';
import { compileTenant } from '../../src/tenants/compile.ts';
import { type Deployment, listTenantHosts } from '../../src/tenants/deployment.ts';
import {
  announcedDiscoveryUrl,
  announcedSloUrl,
  serviceProvider,
} from '../../src/tenants/service-provider.ts';

/** As long as settings take it, with a port and without. */
const LONGEST = [`${'a.'.repeat(81)}com:65535`, `${'a.'.repeat(84)}com`];
const LONGEST_HOSTNAME = `${'b.'.repeat(110)}example.b`;

test.each(LONGEST)('the longest hosts of %s make addresses of 256 characters at most', (baseDomain) => {
  const deployment: Deployment = { baseDomain, scheme: 'https', isLocal: false };
  const tenant = { slug: 'x'.repeat(63), hostnames: [LONGEST_HOSTNAME] };
  const compiled = compileTenant(
    { displayName: 'Longest', hostnames: tenant.hostnames, connections: [] },
    { slug: tenant.slug, previous: null, newId: 'id', now: 0, deployment },
  );
  expect(compiled.ok).toBe(true);
  const lengths = listTenantHosts(tenant, deployment).flatMap((host) => {
    const { entityId, acsUrl } = serviceProvider(host, deployment);
    const sloUrl = announcedSloUrl(host, { ...deployment, spKeys: { signing: {} } });
    const discoveryServiceUrl = 'https://ds.example/';
    const discoveryUrl = announcedDiscoveryUrl(host, { discoveryServiceUrl }, deployment);
    return [entityId, acsUrl, sloUrl ?? '', discoveryUrl ?? ''].map((url) => url.length);
  });
  expect(Math.max(...lengths)).toBeGreaterThanOrEqual(250);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(256);
});
