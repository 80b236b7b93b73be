import { describe, expect, test } from 'vitest';
import { readApplication } from '../../src/application-settings.ts';
import { applicationOf, pathRulesOf } from '../../src/tenants/application.ts';
import { compileTenant } from '../../src/tenants/compile.ts';
import type { Deployment } from '../../src/tenants/deployment.ts';
import { tokenKeyWarnings } from '../../src/tenants/warnings.ts';

const DEPLOYED: Deployment = { baseDomain: 'login.example.com', scheme: 'https', isLocal: false };
const LOCAL: Deployment = { baseDomain: 'localhost:8787', scheme: 'http', isLocal: true };

function compile(application: unknown, deployment = DEPLOYED) {
  const context = { slug: 'acme', previous: null, newId: 'new', now: 0, deployment };
  return compileTenant({ displayName: 'Acme', application }, context);
}

function applicationIn(application: unknown, deployment?: Deployment) {
  const compiled = compile(application, deployment);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.failure));
  return compiled.value.tenant.application;
}

function pathsOf(application: unknown, deployment?: Deployment) {
  const compiled = compile(application, deployment);
  return compiled.ok ? [] : compiled.failure.map(({ path }) => path);
}

describe('the application of a tenant', () => {
  test.each([undefined, {}, { origin: null }])('is that of the deployment for %j', (application) => {
    expect(applicationIn(application)).toEqual({ origin: null, publicPaths: [], protectedPaths: [] });
  });

  test('is that of the deployment in a record from before there was a choice', () => {
    expect(applicationOf({})).toEqual({ origin: null, publicPaths: [], protectedPaths: [] });
  });

  test('is an origin in its canonical form', () => {
    expect(applicationIn({ origin: 'HTTPS://App.Example.com:443/' })?.origin).toBe('https://app.example.com');
    expect(applicationIn({ origin: 'https://app.example.com:8443' })?.origin).toBe(
      'https://app.example.com:8443',
    );
  });

  test.each([
    '',
    'app.example.com',
    'http://app.example.com',
    'https://app.example.com/path',
    'https://app.example.com/?x',
    'https://app.example.com/#x',
    'https://me:secret@app.example.com',
    'https://127.0.0.1',
    'https://10.0.0.1',
    'https://169.254.169.254',
    'https://[::1]',
    'https://localhost',
    'https://intranet',
    'https://app.internal',
    'http://127.0.0.1:3000',
    'ftp://app.example.com',
    'javascript:alert(1)',
    42,
  ])('is not %j', (origin) => {
    expect(pathsOf({ origin })).toEqual(['application.origin']);
  });

  test('is on the machine itself in local development alone', () => {
    expect(applicationIn({ origin: 'http://127.0.0.1:3000' }, LOCAL)?.origin).toBe('http://127.0.0.1:3000');
    expect(applicationIn({ origin: 'http://localhost:3000/' }, LOCAL)?.origin).toBe('http://localhost:3000');
    expect(pathsOf({ origin: 'http://10.0.0.1' }, LOCAL)).toEqual(['application.origin']);
    expect(pathsOf({ origin: 'http://app.example.com' }, LOCAL)).toEqual(['application.origin']);
  });

  test('has patterns, each once, and nothing else', () => {
    const patterns = { publicPaths: ['/health', '/docs/*'], protectedPaths: ['/admin/*'] };
    expect(applicationIn(patterns)).toEqual({ origin: null, ...patterns });
    expect(pathsOf({ publicPaths: ['/a', '/a'] })).toEqual(['application.publicPaths']);
    expect(pathsOf({ publicPaths: ['/ok', '*'], protectedPaths: ['/a%2fb'] })).toEqual([
      'application.publicPaths[1]',
      'application.protectedPaths[0]',
    ]);
    expect(pathsOf({ protected: ['/a'] })).toEqual(['application.protected']);
    expect(pathsOf({ publicPaths: [`/${'x'.repeat(200)}`] })).toEqual(['application.publicPaths[0]']);
  });
});

describe('the paths of a tenant', () => {
  const deployment = { publicPaths: ['/health'], protectedPaths: ['/admin'] };
  const own = { origin: null, publicPaths: ['/docs/*'], protectedPaths: ['/x'] };

  test('are those of the deployment and its own, on the application of the deployment', () => {
    expect(pathRulesOf({}, deployment)).toEqual(deployment);
    expect(pathRulesOf({ application: own }, deployment)).toEqual({
      publicPaths: ['/health', '/docs/*'],
      protectedPaths: ['/admin', '/x'],
    });
  });

  test('are its own alone on an application of its own', () => {
    const application = { ...own, origin: 'https://app.example.com' };
    expect(pathRulesOf({ application }, deployment)).toMatchObject({
      publicPaths: ['/docs/*'],
      protectedPaths: ['/x'],
    });
  });
});

describe('the application of a deployment', () => {
  const read = (env: object, baseDomain = 'login.example.com') => {
    const problems: string[] = [];
    const settings = readApplication({ BASE_DOMAIN: baseDomain, ...env }, (name) => problems.push(name));
    return { problems, ...settings };
  };

  test('is none unless one is set', () => {
    expect(read({})).toEqual({ problems: [], origin: null, publicPaths: [], protectedPaths: [] });
    expect(read({ APP_ORIGIN: ' ', APP_PUBLIC_PATHS: '' })).toEqual(read({}));
  });

  test('is read with its patterns', () => {
    const env = {
      APP_ORIGIN: ' https://app.example.com/ ',
      APP_PUBLIC_PATHS: '/health  /docs/*',
      APP_PROTECTED_PATHS: '/admin/*',
    };
    expect(read(env)).toEqual({
      problems: [],
      origin: 'https://app.example.com',
      publicPaths: ['/health', '/docs/*'],
      protectedPaths: ['/admin/*'],
    });
  });

  test('names what is wrong', () => {
    expect(read({ APP_ORIGIN: 'http://127.0.0.1:3000' }).problems).toEqual(['APP_ORIGIN']);
    expect(read({ APP_ORIGIN: 'https://app.example.com/x' }).problems).toEqual(['APP_ORIGIN']);
    expect(read({ APP_PUBLIC_PATHS: '/a, /b*' }).problems).toEqual(['APP_PUBLIC_PATHS']);
    expect(read({ APP_PROTECTED_PATHS: '/sso/*' }).problems).toEqual(['APP_PROTECTED_PATHS']);
    const many = Array.from({ length: 101 }, (_, index) => `/${index}`).join(' ');
    expect(read({ APP_PROTECTED_PATHS: many }).problems).toEqual(['APP_PROTECTED_PATHS']);
  });

  test('may be on the machine itself in local development', () => {
    const env = { APP_ORIGIN: 'http://127.0.0.1:3000' };
    expect(read(env, 'localhost:8787')).toMatchObject({ problems: [], origin: 'http://127.0.0.1:3000' });
  });
});

describe('without keys for identity tokens', () => {
  const application = { origin: 'https://app.example.com', publicPaths: [], protectedPaths: [] };
  const codesOf = (...given: Parameters<typeof tokenKeyWarnings>) =>
    tokenKeyWarnings(...given).map(({ code }) => code);

  test('an application that is told nothing is warned of, the tenant’s own or the deployment’s', () => {
    expect(codesOf({ application }, { origin: null })).toEqual(['token_key_missing']);
    expect(codesOf({}, { origin: 'https://app.example.com' })).toEqual(['token_key_missing']);
  });

  test('there is nothing to warn of without an application', () => {
    expect(codesOf({}, { origin: null })).toEqual([]);
  });
});
