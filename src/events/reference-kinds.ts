/** What a reference number may stand for, as console and command line call it. Pure. */

export const REFERENCE_KINDS = {
  sign_in: 'A sign-in',
  sign_out: 'A sign-out',
  change: 'A change',
  webhook: 'A webhook',
  error: 'An error of this deployment',
} as const;
