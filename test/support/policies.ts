/** The policies of a connection that tests begin with. */
import type { Connection } from '../../src/tenants/tenant.ts';

export const POLICIES: Pick<Connection, 'request' | 'response' | 'account'> = {
  request: {
    binding: null,
    forceAuthn: false,
    isPassive: false,
    nameIdPolicy: null,
    authnContextClassRefs: [],
    sign: 'auto',
    loginHint: 'none',
  },
  response: {
    requireSigned: 'either',
    unsolicited: 'restart',
    allowSha1: false,
    allowUnauthenticatedCbc: false,
    clockSkewSeconds: 180,
  },
  account: { key: null },
};
