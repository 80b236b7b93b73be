import { describe, expect, test } from 'vitest';
import { readOutboundUrl } from '../src/outbound-url.ts';

const judge = (url: string, allowLoopback = false) => {
  const read = readOutboundUrl(url, { allowLoopback });
  return read.ok ? 'ok' : read.failure.code;
};

describe('a URL to be called', () => {
  test.each([
    'https://hooks.example.com/edge-saml?tenant=1',
    'https://hooks.example.com:8443/',
    'https://bücher.example/',
    'https://local.example.com/',
  ])('may be %s', (url) => {
    expect(judge(url)).toBe('ok');
  });

  test.each([
    ['http://hooks.example.com/', 'url_not_https'],
    ['ftp://hooks.example.com/', 'url_not_https'],
    ['file:///etc/passwd', 'url_not_https'],
    ['data:text/plain,x', 'url_not_https'],
    ['https://user@hooks.example.com/', 'url_with_credentials'],
    ['https://:secret@hooks.example.com/', 'url_with_credentials'],
    ['hooks.example.com', 'url_malformed'],
    ['', 'url_malformed'],
    [`https://hooks.example.com/${'a'.repeat(2_000)}`, 'url_malformed'],
    ['https://localhost/', 'url_host_not_public'],
    ['https://LOCALHOST./', 'url_host_not_public'],
    ['https://acme.localhost/', 'url_host_not_public'],
    ['https://intranet/', 'url_host_not_public'],
    ['https://printer.local/', 'url_host_not_public'],
    ['https://metadata.google.internal/', 'url_host_not_public'],
    ['https://router.home.arpa/', 'url_host_not_public'],
    ['https://8.8.8.8/', 'url_host_not_public'],
    ['https://[2606:4700::1111]/', 'url_host_not_public'],
    ['https://127.0.0.1/', 'url_host_not_public'],
    ['https://127.1/', 'url_host_not_public'],
    ['https://2130706433/', 'url_host_not_public'],
    ['https://0x7f000001/', 'url_host_not_public'],
    ['https://0177.0.0.1/', 'url_host_not_public'],
    ['https://0.0.0.0/', 'url_host_not_public'],
    ['https://10.0.0.1/', 'url_host_not_public'],
    ['https://172.16.0.1/', 'url_host_not_public'],
    ['https://192.168.1.1/', 'url_host_not_public'],
    ['https://100.64.0.1/', 'url_host_not_public'],
    ['https://169.254.169.254/latest/meta-data', 'url_host_not_public'],
    ['https://224.0.0.1/', 'url_host_not_public'],
    ['https://255.255.255.255/', 'url_host_not_public'],
    ['https://[::1]/', 'url_host_not_public'],
    ['https://[::]/', 'url_host_not_public'],
    ['https://[::ffff:127.0.0.1]/', 'url_host_not_public'],
    ['https://[::ffff:a9fe:a9fe]/', 'url_host_not_public'],
    ['https://[64:ff9b::7f00:1]/', 'url_host_not_public'],
    ['https://[2002:7f00:1::]/', 'url_host_not_public'],
    ['https://[::127.0.0.1]/', 'url_host_not_public'],
    ['https://168.63.129.16/', 'url_host_not_public'],
    ['https://[::ffff:168.63.129.16]/', 'url_host_not_public'],
    ['https://[fe80::1]/', 'url_host_not_public'],
    ['https://[fd00::1]/', 'url_host_not_public'],
    ['https://[ff02::1]/', 'url_host_not_public'],
  ])('may not be %s: %s', (url, code) => {
    expect(judge(url)).toBe(code);
  });
});

describe("on a developer's machine", () => {
  test.each([
    'http://localhost:8787/',
    'http://127.0.0.1:3000/',
    'https://hooks.localhost/',
    'http://[::1]:1/',
  ])('it may be %s as well', (url) => {
    expect(judge(url, true)).toBe('ok');
  });

  test.each([
    ['http://hooks.example.com/', 'url_not_https'],
    ['http://192.168.1.1/', 'url_not_https'],
    ['https://192.168.1.1/', 'url_host_not_public'],
    ['https://169.254.169.254/', 'url_host_not_public'],
    ['http://user@localhost/', 'url_with_credentials'],
  ])('it still may not be %s: %s', (url, code) => {
    expect(judge(url, true)).toBe(code);
  });
});
