/** The people whom the development IdP knows, each awkward in one way that real directories are. No I/O. */
import { NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT } from '../../src/saml/names.ts';
import type { AttributeParts } from './response.ts';

export interface Person {
  readonly id: string;
  readonly displayName: string;
  /** What is special about signing in as this one. */
  readonly about: string;
  readonly email: string | null;
  /** The format of the NameID where the request asks for none. */
  readonly nameIdFormat: string;
  readonly attributes: readonly AttributeParts[];
}

const FORMAT_BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
const FORMAT_URI = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
const GROUPS_OF_CAROL = 400;

/** The people of one tenant; their addresses are at `slug.example`. */
export function peopleOf(slug: string): readonly Person[] {
  const email = (id: string) => `${id}@${slug}.example`;
  return [
    {
      id: 'alice',
      displayName: 'Alice Andersen',
      about: 'The usual case: an email address as NameID, three groups',
      email: email('alice'),
      nameIdFormat: NAME_ID_EMAIL,
      attributes: [
        ...named('Alice', 'Andersen', 'Alice Andersen'),
        basic('groups', 'engineering', 'on-call', 'everyone'),
        language('en'),
      ],
    },
    {
      id: 'boeb',
      displayName: 'Böb Łukasiewicz',
      about: 'Accents, right-to-left text, emoji and markup in the attributes',
      email: email('boeb'),
      nameIdFormat: NAME_ID_PERSISTENT,
      attributes: [
        ...named('Böb', 'Łukasiewicz', 'Böb Łukasiewicz 🦊'),
        basic('nickname', 'בּוֹבּ', '鮑伯', '𝓑𝓸𝓫', '<b>Bob</b> & "Söhne"', "O'Böb"),
        basic('groups', 'Vertrieb & Märkte', 'שיווק', 'everyone'),
        language('de-CH'),
      ],
    },
    {
      id: 'carol',
      displayName: 'Carol Castellanos',
      about: `${GROUPS_OF_CAROL} groups: a Response of more than 90 KB`,
      email: email('carol'),
      nameIdFormat: NAME_ID_EMAIL,
      attributes: [
        ...named('Carol', 'Castellanos', 'Carol Castellanos'),
        basic('groups', ...Array.from({ length: GROUPS_OF_CAROL }, (_, index) => groupName(index + 1, slug))),
        basic('costCentre', '007', '1e5', 'true', 'null', ''),
        language('es'),
      ],
    },
    {
      id: 'dave',
      displayName: 'Dave Dubois',
      about: 'No email address anywhere; a persistent NameID',
      email: null,
      nameIdFormat: NAME_ID_PERSISTENT,
      attributes: [...named('Dave', 'Dubois', 'Dave Dubois'), basic('groups', 'contractors'), language('fr')],
    },
    {
      id: 'erin',
      displayName: 'Erin Eriksen',
      about: 'A transient NameID: another one at each sign-in',
      email: email('erin'),
      nameIdFormat: NAME_ID_TRANSIENT,
      attributes: [
        ...named('Erin', 'Eriksen', 'Erin Eriksen'),
        basic('employeeNumber', '000417'),
        basic('groups', 'everyone'),
        language('nb'),
      ],
    },
    {
      id: 'ada',
      displayName: 'Ada Adeyemi',
      about: 'An administrator',
      email: email('ada'),
      nameIdFormat: NAME_ID_EMAIL,
      attributes: [
        ...named('Ada', 'Adeyemi', 'Ada Adeyemi'),
        basic('groups', 'administrators', 'everyone'),
        basic('role', 'admin'),
        language('en-NG'),
      ],
    },
  ];
}

/** Whom a login hint or a Subject means: by id, address or name, in any case. */
export function findByHint(people: readonly Person[], hint: string): Person | null {
  const wanted = hint.toLowerCase();
  const names = (person: Person) => [person.id, person.email ?? person.id, person.displayName.toLowerCase()];
  return people.find((person) => names(person).includes(wanted)) ?? null;
}

function named(givenName: string, surname: string, displayName: string): AttributeParts[] {
  return [basic('givenName', givenName), basic('surname', surname), basic('displayName', displayName)];
}

function basic(name: string, ...values: string[]): AttributeParts {
  return { name, nameFormat: FORMAT_BASIC, friendlyName: null, values };
}

/** As directories that follow X.500 name their attributes. */
function language(tag: string): AttributeParts {
  return {
    name: 'urn:oid:2.16.840.1.113730.3.1.39',
    nameFormat: FORMAT_URI,
    friendlyName: 'preferredLanguage',
    values: [tag],
  };
}

function groupName(number: number, slug: string): string {
  return `cn=project-${String(number).padStart(4, '0')}-contributors,ou=groups,dc=${slug},dc=example`;
}
