/** Who mends a failure, in words. */
import type { Mender } from '../../../sign-in/explanations/explanation.ts';

export const MENDERS: Readonly<Record<Mender, string>> = {
  'identity-provider': 'To be mended at the identity provider',
  'service-provider': 'To be mended here, in the connection',
  operator: 'To be mended by whoever runs this deployment',
  person: 'The person can help it',
};
