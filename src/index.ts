import { DurableObject } from 'cloudflare:workers';

export class SignInLedger extends DurableObject {
  hello(): string {
    return 'hi';
  }
}

export default {
  fetch(): Response {
    return new Response('not yet');
  },
};
