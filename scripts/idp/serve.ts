/**
 * Serves the development IdPs over HTTP on 127.0.0.1, and nowhere else. As a program:
 * `node scripts/idp/serve.ts --port 9000 --worker-port 8787`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { createIdpApp, type TenantIdp } from './app.ts';
import { openIdpKeys } from './key-folder.ts';
import { buildIdpMetadata } from './metadata.ts';
import type { Registration } from './service-provider.ts';

export interface DevelopmentIdpOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Where keys are kept and, at first, made. */
  readonly keyFolder: string;
  readonly tenants: readonly DevelopmentIdpTenant[];
}

export interface DevelopmentIdpTenant {
  readonly slug: string;
  readonly displayName: string;
  readonly serviceProvider: Registration;
  /** Whether it asks for signed requests, and takes no others; not unless said. */
  readonly wantAuthnRequestsSigned?: boolean;
  /** RelayState of a sign-in that begins at the identity provider. */
  readonly defaultRelayState: string;
}

export interface DevelopmentIdp {
  /** Such as `http://localhost:9000`. */
  readonly origin: string;
  /** The metadata of one tenant's identity provider, as `/<slug>/metadata` serves it. */
  metadata(slug: string): string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Starts the identity providers and waits until they answer; a port in use is an error with code `EADDRINUSE`. */
export async function startDevelopmentIdp(options: DevelopmentIdpOptions): Promise<DevelopmentIdp> {
  const server = createServer();
  const origin = `http://localhost:${await listen(server, options.port)}`;
  const idps: TenantIdp[] = options.tenants.map((tenant) => ({
    ...tenant,
    origin,
    keys: openIdpKeys(options.keyFolder, tenant.slug),
  }));
  const app = createIdpApp(idps);
  server.on('request', (request, response) => {
    answer(request, response, (each) => app.fetch(each)).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  return {
    origin,
    metadata(slug) {
      const idp = idps.find((each) => each.slug === slug);
      if (idp === undefined) throw new Error(`there is no identity provider for ${slug}`);
      return buildIdpMetadata(idp, idp.keys);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens on loopback; gives the port. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      outgoing.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks);
  const url = URL.parse(incoming.url ?? '/', `http://${incoming.headers.host}`);
  if (url === null) {
    outgoing.writeHead(400).end();
    return;
  }
  const response = await fetch(new Request(url, { method, headers, body }));
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

/** The two tenants that the Worker is seeded with in development. */
export function developmentTenants(workerPort: number): DevelopmentIdpTenant[] {
  return [
    { slug: 'acme', displayName: 'Acme Directory' },
    { slug: 'globex', displayName: 'Globex Login', wantAuthnRequestsSigned: true },
  ].map((tenant) => ({
    ...tenant,
    serviceProvider: { metadataUrl: `http://${tenant.slug}.localhost:${workerPort}/sso/metadata` },
    defaultRelayState: '/reports/weekly?from=idp',
  }));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9000' },
      'worker-port': { type: 'string', default: '8787' },
      keys: { type: 'string', default: '.edge-saml' },
    },
  });
  const idp = await startDevelopmentIdp({
    port: readPort(values.port),
    keyFolder: values.keys,
    tenants: developmentTenants(readPort(values['worker-port'])),
  });
  console.log(`Identity providers at ${idp.origin}`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`${text} is not a port`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
