/** Messages that depend on a number: Unicode's plural rules, by Intl. */

interface Plural {
  readonly one?: string;
  readonly other: string;
}

/** Gives the form of a message that a language has for this number. */
export function pluralOf(forms: Plural, count: number, locale: string): string {
  return forms[new Intl.PluralRules(locale).select(count) as keyof Plural] ?? forms.other;
}
