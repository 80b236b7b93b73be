/** The methods of a tenant's record that are about what happens to the tenant; see journal.ts. I/O: its storage. */
import type {
  AttemptCounts,
  AttemptQuery,
  PeopleQuery,
  Person,
  SignInAttempt,
} from '../../administration/attempt.ts';
import type { ShadowTask } from '../../administration/draft-trial.ts';
import type { TenantEvent } from '../../administration/event.ts';
import type { JournalPort, SignInEntry, SignOutEntry } from '../../administration/journal.ts';
import type { Page, PageRequest } from '../../administration/page.ts';
import type { Happening } from '../../administration/reference.ts';
import type { HourCount } from '../../administration/sign-in-hours.ts';
import type {
  DeliveryQuery,
  WebhookDeliveriesPort,
  WebhookDelivery,
  WebhookFailure,
} from '../../administration/webhook.ts';
import type { Result } from '../../result.ts';
import type { WebhookEndpoints } from '../webhook-endpoints.ts';
import { WebhookHost } from '../webhook-host.ts';
import type { Journal } from './journal.ts';

export abstract class JournalHost<Bindings>
  extends WebhookHost<Bindings>
  implements JournalPort, WebhookDeliveriesPort
{
  protected abstract journal(): Journal;

  protected override endpoints(): WebhookEndpoints {
    return this.journal().endpoints;
  }

  async recordSignIn(entry: SignInEntry): Promise<ShadowTask | null> {
    return this.journal().recordSignIn(entry);
  }

  async recordSignOut(entry: SignOutEntry): Promise<void> {
    await this.journal().recordSignOut(entry);
  }

  async recordHappening(happening: Happening): Promise<void> {
    this.journal().happenings.append(happening);
  }

  async attempts(query: AttemptQuery): Promise<Page<SignInAttempt>> {
    return this.journal().attempts.list(query);
  }

  async attemptCounts(now: number): Promise<AttemptCounts> {
    return this.journal().attempts.count(now);
  }

  async signInHours(since: number): Promise<readonly HourCount[]> {
    return this.journal().attempts.hours.since(since);
  }

  async people(query: PeopleQuery): Promise<Page<Person>> {
    return this.journal().people.list(query);
  }

  async events(page: PageRequest): Promise<Page<TenantEvent>> {
    return this.journal().events.list(page);
  }

  async deliveries(query: DeliveryQuery): Promise<Page<WebhookDelivery>> {
    return this.journal().deliveries.list(query);
  }

  async redeliver(deliveryId: string, now: number): Promise<Result<WebhookDelivery, WebhookFailure>> {
    return this.journal().redeliver(deliveryId, now);
  }
}
