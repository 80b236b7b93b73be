/** What lapses one day, as the API shows it. */
import * as v from 'valibot';
import { instant, list } from './common.ts';

const end = {
  expiresAt: instant('When it lapses, or did.'),
  daysLeft: v.pipe(
    v.number(),
    v.integer(),
    v.description('Whole days that are left, 0 on the last one; less once it has lapsed.'),
  ),
};

export const expiryAnswer = v.object({
  what: v.picklist(['metadata', 'signing-certificate', 'metadata-signing-certificate']),
  connectionId: v.string(),
  subject: v.pipe(v.nullable(v.string()), v.description('Of the certificate; null for metadata.')),
  sha256: v.pipe(v.nullable(v.string()), v.description('Of the certificate; null for metadata.')),
  ...end,
});

export const deploymentExpiriesAnswer = v.object({
  deployment: v.pipe(
    list(
      v.object({
        what: v.picklist(['service-provider-certificate', 'api-key']),
        id: v.pipe(v.string(), v.description('SHA-256 of the certificate; the id of the API key.')),
        name: v.pipe(v.string(), v.description('The subject of the certificate; the name of the API key.')),
        ...end,
      }),
    ),
    v.description("The deployment's own; API keys only for those who may list them."),
  ),
  tenants: v.pipe(
    list(v.object({ slug: v.string(), displayName: v.string(), ...end })),
    v.description('The tenants with something of that kind, by what lapses first; 200 at most.'),
  ),
});

export type ExpiryAnswer = v.InferOutput<typeof expiryAnswer>;
export type DeploymentExpiriesAnswer = v.InferOutput<typeof deploymentExpiriesAnswer>;
