import { Hono } from 'hono/tiny';
import { expect, test } from 'vitest';
import { exactPath } from '../../src/http/exact-path.ts';

const app = new Hono({ getPath: exactPath })
  .get('/', (c) => c.text('top'))
  .get('/a', (c) => c.text('a'))
  .route(
    '/sub',
    new Hono().get('/', (c) => c.text('sub')).get('/:id', (c) => c.text(c.req.param('id'))),
  )
  .all('/sso/*', (c) => c.text('any'));

test.each([
  ['/', 'top'],
  ['/a', 'a'],
  ['/a?b=/', 'a'],
  ['/sub', 'sub'],
  ['/sub/1', '1'],
  ['/sso/', 'any'],
  ['/sso/a/', 'any'],
])('%s is found', async (path, text) => {
  expect(await (await app.request(path)).text()).toBe(text);
});

test.each(['/a/', '/a//', '//a', '/A', '/sub/', '/sub//', '/sub/1/', '/a%2F', '/ssoa'])(
  '%s is nothing',
  async (path) => expect((await app.request(`https://host${path}`)).status).toBe(404),
);
