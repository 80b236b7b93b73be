/** The parameters that operations share, for the documentation; what they must be is checked where they are used. */

export interface PathParameter {
  readonly description: string;
  readonly example: string;
  readonly pattern?: string;
}

export const PATH_PARAMETERS = {
  slug: {
    description: "The tenant's name: its subdomain.",
    example: 'acme',
    pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
  },
  connectionId: {
    description: "The connection's id.",
    example: 'okta',
    pattern: '^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$',
  },
  hostname: { description: 'A custom hostname, without scheme or port.', example: 'sso.acme.example' },
  domain: { description: 'An email domain.', example: 'acme.example' },
  version: { description: 'The number of a version.', example: '1', pattern: '^[1-9][0-9]{0,8}$' },
  keyId: { description: "The key's id, which is also a part of the key.", example: '0123456789ab' },
  webhookId: { description: "The endpoint's id.", example: 'wh_1' },
  webhookKeyId: { description: "The id of one of the webhook's keys.", example: 'whk_1' },
  sessionId: { description: 'What the list calls the session.', example: 'hV0b3c2sWJr1mQ8xYt6uZg' },
  setupLinkId: { description: "The link's id; not its secret.", example: 'Zx3_vT0a9QmWc5Rk' },
  recoveryAccountId: {
    description: "The account's id.",
    example: '0b6f1c1e-7d8a-4b57-9a43-2f5d6c0f9a11',
  },
  oidcClientId: { description: 'The `client_id`.', example: 'Zx3_vT0a9QmWc5Rk' },
  reference: { description: 'The reference number that the person was shown.', example: '7Q2M-XK4D' },
  deliveryId: { description: "The delivery's id.", example: 'dlv_1' },
} as const satisfies Readonly<Record<string, PathParameter>>;

const text = { type: 'string' } as const;

export const CONDITION_PARAMETERS = {
  match: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'The ETag of what you change, as you know it: with another one nothing is done, and 412 says so.',
    schema: text,
  },
  noneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: '* makes a tenant, and never replaces one.',
    schema: text,
  },
} as const;

export const IDEMPOTENCY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A text of your own, such as a UUID: within a day the request is done once, however often it is sent.',
  schema: { type: 'string', minLength: 8, maxLength: 200 },
} as const;
