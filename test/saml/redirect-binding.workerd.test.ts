import { describeRedirectBinding } from './redirect-binding-cases.ts';

describeRedirectBinding();
