/** What the console's middleware knows of a request by the time a page sees it. */
import type { Operator, OperatorSession } from '../../operators/operator.ts';
import type { OperatorAccountsPort } from '../../operators/port.ts';
import type { HostEnv } from '../context.ts';
import type { Form } from './form.ts';

/** On every page of the console, signed in or not. */
export interface ConsoleEnv {
  Bindings: HostEnv['Bindings'];
  Variables: HostEnv['Variables'] & {
    /** Scheme and host of the operator's host. */
    origin: string;
    accounts: OperatorAccountsPort;
    /** What was posted; empty for a page that is read. */
    form: Form;
  };
}

/** Behind requireOperator. */
export interface SignedInEnv {
  Bindings: HostEnv['Bindings'];
  Variables: ConsoleEnv['Variables'] & {
    operator: Operator;
    session: OperatorSession;
    /** The hash that the session goes by. */
    sessionHash: string;
    /** What each form of this session carries, and no other site can know. */
    formToken: string;
  };
}
