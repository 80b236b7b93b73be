/** What the middleware of the set-up pages knows of a request by the time a page sees it. */
import type { Administrator } from '../../administration/administrator.ts';
import type { RecordPort } from '../../stores/administration.ts';
import type { Form } from '../console/form.ts';
import type { TenantEnv } from '../context.ts';

/** Before anybody came in. */
export interface SetupDoorEnv {
  Bindings: TenantEnv['Bindings'];
  Variables: TenantEnv['Variables'] & {
    /** The system of record of the host's tenant. */
    record: RecordPort;
    /** What was posted; empty for a page that is read. */
    form: Form;
  };
}

/** Behind requireSetupSession. */
export interface SetupEnv {
  Bindings: SetupDoorEnv['Bindings'];
  Variables: SetupDoorEnv['Variables'] & {
    /** Who came in, and how; whatever let him in still holds. */
    administrator: Administrator;
    /** What each form of this session carries, and no other site can know. */
    formToken: string;
  };
}
