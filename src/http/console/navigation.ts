/** What the console has, in the order of its bar. */
export const SECTIONS = [
  { name: 'tenants', label: 'Tenants', href: '/console/tenants' },
  { name: 'overview', label: 'Overview', href: '/console/overview' },
  { name: 'events', label: 'Events', href: '/console/events' },
  { name: 'keys', label: 'Keys', href: '/console/keys' },
  { name: 'operators', label: 'Operators', href: '/console/operators' },
  { name: 'audit', label: 'Audit', href: '/console/audit' },
] as const;

/** A section of the bar, or the page about oneself, which the bar has at its other end. */
export type Section = (typeof SECTIONS)[number]['name'] | 'account';

/** How all tenants fare together. */
export const OVERVIEW_HREF = SECTIONS[1].href;

/** Where operators land after signing in. */
export const CONSOLE_HOME = SECTIONS[0].href;
