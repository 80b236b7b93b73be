/** Has Stryker leave alone what only people read: the expected and received facts of failures and checks. Tests assert codes, never prose. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** By the name of the function, which of its arguments is the first that only people read. */
const FACTS_FROM = new Map([
  ['failure', 1],
  ['malformed', 0],
  ['unsupported', 0],
  ['check', 2],
  ['refuse', 1],
  ['refuseMalformed', 0],
  ['Unreadable', 1],
  ['TypeError', 0],
  ['Error', 0],
]);

/** What is used of Babel's NodePath, which Stryker's own types leave out. A parent is a call where it has arguments. */
interface Path {
  readonly node: object;
  readonly parent?: {
    readonly callee?: { readonly name?: string };
    readonly arguments?: readonly object[];
  };
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'facts', {
    shouldIgnore(path) {
      const { node, parent } = path as unknown as Path;
      const from = parent?.callee?.name === undefined ? undefined : FACTS_FROM.get(parent.callee.name);
      const isFact = from !== undefined && (parent?.arguments?.indexOf(node) ?? -1) >= from;
      return isFact ? 'a fact for people' : undefined;
    },
  }),
];
