/** What a customer's administrator finds behind the door, in the order in which one sets up: the one table of its navigation. */
import { SETUP_PATH } from '../setup-link-url.ts';

export const SETUP_SECTIONS = [
  { name: 'guide', label: 'Identity provider', href: SETUP_PATH },
  { name: 'attributes', label: 'Attributes and groups', href: `${SETUP_PATH}/attributes` },
  { name: 'test', label: 'Test and go live', href: `${SETUP_PATH}/test` },
  { name: 'access', label: 'Who gets in', href: `${SETUP_PATH}/access` },
  { name: 'domains', label: 'Domains', href: `${SETUP_PATH}/domains` },
  { name: 'recovery', label: 'Recovery', href: `${SETUP_PATH}/recovery` },
  { name: 'sign-ins', label: 'Sign-ins', href: `${SETUP_PATH}/sign-ins` },
] as const satisfies readonly { readonly name: string; readonly label: string; readonly href: string }[];

/** The name of a section. */
export type SetupSection = (typeof SETUP_SECTIONS)[number]['name'];
