/** A word about the state of something, told by its words and not by colour alone. */
import type { Child } from 'hono/jsx';

export type TagMood = 'plain' | 'good' | 'soon' | 'bad';

const CLASSES: Readonly<Record<TagMood, string>> = {
  plain: 'tag',
  good: 'tag good-tag',
  soon: 'tag soon',
  bad: 'tag over',
};

/** Renders the word. */
export function Tag({ mood = 'plain', children }: { readonly mood?: TagMood; readonly children?: Child }) {
  return <span class={CLASSES[mood]}>{children}</span>;
}
