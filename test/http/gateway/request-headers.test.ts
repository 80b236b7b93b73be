import { describe, expect, test } from 'vitest';
import { IDENTITY_HEADER, isNeverPassed, passHeaders } from '../../../src/http/gateway/request-headers.ts';

const PASSED = { token: 'signed', host: 'acme.example.com', scheme: 'https', cookies: null } as const;
const pass = (headers: HeadersInit, changes: Partial<Parameters<typeof passHeaders>[1]> = {}) =>
  Object.fromEntries(passHeaders(new Headers(headers), { ...PASSED, ...changes }));

describe('never passed on', () => {
  test.each([
    'X-Identity-Token',
    'x-identity-token',
    'X_Identity_Token',
    'X-Identity_Token',
    'x_identity-token',
    'X.Identity.Token',
    'X~Identity!Token',
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'X_Forwarded_For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Prefix',
    'X-Forwarded-Anything',
    'X-Original-URL',
    'X_Original_Url',
    'X-Original-URI',
    'X-Original-Host',
    'X-Original-Method',
    'X-Rewrite-URL',
    'X-Override-URL',
    // Gunicorn takes it off the path, and so does what is found everywhere to put Flask behind a proxy.
    'Script-Name',
    'SCRIPT_NAME',
    'X-Script-Name',
    'Path-Info',
    // Past the middleware of Next.js (CVE-2025-29927), and to another file by Rack::Sendfile (CVE-2025-61780).
    'X-Middleware-Subrequest',
    'X-Sendfile-Type',
    'X-Accel-Mapping',
    'X-Host',
    'X-HTTP-Host-Override',
    // What others that stand in front of applications say who is there by.
    'Remote-User',
    'REMOTE_USER',
    'Remote-Groups',
    'X-Remote-User',
    'X-Auth-Request-Email',
    'X-WebAuth-User',
    'SSL-Client-Cert',
    'X-SSL-Client-Verify',
    'X-Forwarded',
    'Forwarded-For',
    'X-Real-IP',
    'X-Client-IP',
    'Client-IP',
    'True-Client-IP',
    'X-Envoy-Original-Path',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Expect',
    'Proxy',
    'Proxy-Authorization',
    'Proxy-Connection',
    'Content_Length',
    'Content.Type',
    'CF_Connecting_IP',
    'CF-Connecting_IP',
    'Sec_Fetch_Site',
  ])('%s', (name) => {
    expect(isNeverPassed(name)).toBe(true);
    expect(JSON.stringify(pass({ [name]: 'from the client' }))).not.toContain('from the client');
  });
});

describe('passed on', () => {
  test.each([
    'Accept',
    'Authorization',
    'Content-Type',
    'Content-Length',
    'If-None-Match',
    'Origin',
    'Range',
    'Referer',
    'Sec-Fetch-Site',
    'api_key',
    'X-CSRF-Token',
    'X-Identity',
    'X-Identity-Tokens',
    'X-Requested-With',
    'X-HTTP-Method-Override',
    'X-Auth-Token',
    'X-Script',
    'X-Middleware-Prefetch',
    'Remote-Control',
  ])('%s', (name) => {
    expect(isNeverPassed(name)).toBe(false);
    expect(pass({ [name]: 'v' })).toMatchObject({ [name.toLowerCase()]: 'v' });
  });
});

test('what only the gateway knows is said by the gateway', () => {
  const lies = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-identity-token': 'forged',
  };
  expect(pass({ ...lies, 'cf-connecting-ip': '192.0.2.7' })).toEqual({
    'cf-connecting-ip': '192.0.2.7',
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-host': 'acme.example.com',
    'x-forwarded-proto': 'https',
    [IDENTITY_HEADER.toLowerCase()]: 'signed',
  });
});

test('without anybody signed in nothing says who it is, and without an edge nothing says from where', () => {
  const received = pass({ 'x-identity-token': 'forged', 'x-forwarded-for': '198.51.100.1' }, { token: null });
  expect(received).toEqual({ 'x-forwarded-host': 'acme.example.com', 'x-forwarded-proto': 'https' });
});

test('the cookies are those that are left', () => {
  expect(pass({ cookie: '__Host-session=x; a=1' }, { cookies: 'a=1' })['cookie']).toBe('a=1');
  expect(pass({ cookie: '__Host-session=x' })).not.toHaveProperty('cookie');
});

test('a WebSocket is asked for, any other upgrade is not', () => {
  const socket = { upgrade: 'WebSocket', 'sec-websocket-key': 'k', 'sec-websocket-version': '13' };
  expect(pass(socket)).toMatchObject(socket);
  expect(pass({ upgrade: 'h2c' })).not.toHaveProperty('upgrade');
});
