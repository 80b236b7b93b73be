export { SignInLedger } from './stores/sign-in-ledger.ts';

export default {
  fetch(): Response {
    return new Response('not yet');
  },
};
