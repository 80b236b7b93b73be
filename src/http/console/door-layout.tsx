/** The frame of the console's pages before the sign-in: the product's own sheet, with the console's forms on it. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { Layout, type Site } from '../pages/layout.tsx';
import { FORM_STYLES } from './form-styles.ts';
import { CONSOLE_SCRIPT } from './script.ts';

interface DoorLayoutProps {
  readonly site: Site;
  readonly title: string;
  readonly mood?: 'calm' | 'good' | 'attention';
  readonly script?: string;
  readonly children?: Child;
}

/** Renders a whole document. */
export function DoorLayout({ site, title, mood = 'calm', script = '', children }: DoorLayoutProps) {
  return (
    <Layout
      site={site}
      title={title}
      mood={mood}
      head={<style nonce={site.nonce}>{raw(FORM_STYLES)}</style>}
      script={CONSOLE_SCRIPT + script}
    >
      {children}
    </Layout>
  );
}
