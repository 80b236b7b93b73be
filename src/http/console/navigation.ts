/** What the console has, in the order of its bar. */
export const SECTIONS = [
  { name: 'tenants', label: 'Tenants', href: '/console/tenants' },
  { name: 'events', label: 'Events', href: '/console/events' },
  { name: 'keys', label: 'Keys', href: '/console/keys' },
  { name: 'operators', label: 'Operators', href: '/console/operators' },
  { name: 'audit', label: 'Audit', href: '/console/audit' },
] as const;

/** A section of the bar, or the page about oneself, which the bar has at its other end. */
export type Section = (typeof SECTIONS)[number]['name'] | 'account';

/** Where operators land after signing in. */
export const CONSOLE_HOME = SECTIONS[0].href;
