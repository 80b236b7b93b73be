/** The frame of every page of the development IdP. Values are escaped by the `html` tag. No I/O. */
import { html, raw } from 'hono/html';
import { STYLES } from './styles.ts';

export type Markup = ReturnType<typeof html>;

/** Renders a whole page; `nonce` allows its one style sheet. */
export function layout(title: string, nonce: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${raw(STYLES)}</style>
</head>
<body>
<p class="banner">Development identity provider: on this machine only, without passwords</p>
<main>${content}</main>
</body>
</html>`;
}
