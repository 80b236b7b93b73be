/**
 * node:crypto, loaded when it is first needed. Loading it takes about half of what starting the Worker would take, and a
 * session check or the sign-in with most identity providers asks WebCrypto alone.
 */

type NodeCrypto = typeof import('node:crypto');

let loaded: NodeCrypto | undefined;

/** Returns the module: for what WebCrypto does not do, or does only asynchronously. */
export function nodeCrypto(): NodeCrypto {
  loaded ??= process.getBuiltinModule('node:crypto');
  return loaded;
}
