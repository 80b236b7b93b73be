/** What was just done, by the word that a redirect carries; any other word says nothing. */
export const DONE: ReadonlyMap<string, string> = new Map([
  ['created', 'The tenant is made, and live. Give its values to whoever runs the identity provider.'],
  ['draft', 'Saved in the draft. Nobody signs in by it until you publish it.'],
  ['same', 'Nothing is different from what was saved before.'],
  ['published', 'The draft is live.'],
  ['discarded', 'The draft is thrown away.'],
  ['rolledback', 'The earlier version is live again, as a version of its own.'],
  ['deleted', 'The tenant is deleted. It can be brought back until its data is gone.'],
  ['restored', 'The tenant is back as it was.'],
  ['refreshed', 'The metadata was fetched. What came of it is below.'],
  ['webhook', 'The endpoint is saved.'],
  ['webhook-removed', 'The endpoint is removed.'],
  ['retired', 'The older secret is retired.'],
  ['link-revoked', 'The link is revoked.'],
  ['redelivered', 'The event is being sent again.'],
]);
