/**
 * What to do with a new key, step by step: the roll-over of src/saml/sp-keys.ts in commands. In every step all peers can
 * verify what we sign and we can decrypt what they encrypt, whether they have read the newest metadata or the one before.
 * No I/O.
 */
import { SP_KEY_NAMES } from '../../src/sp-key-settings.ts';
import { KeygenProblem } from './keygen-problem.ts';

export interface RollOver {
  /** The number of the new key: its secret is SP_KEY_<number>. */
  readonly number: number;
  /** The number of the key that it replaces; null for the first of all. */
  readonly replaced: number | null;
  /** SP_KEY_ROLES once the new key is published, once it signs, and once the old one is gone. */
  readonly published: string;
  readonly switched: string;
  readonly finished: string;
}

/**
 * Plans how a new key takes over, given the present SP_KEY_ROLES. `replaces` says from which key, where several are
 * active; null where that is clear.
 */
export function planRollOver(roles: string, replaces: number | null): RollOver {
  const present = [...roles.matchAll(/([0-9]+):([a-z]+)/g)].map(([entry, number, role]) => ({
    entry,
    number: Number(number),
    role,
  }));
  const number = SP_KEY_NAMES.findIndex((_, index) => present.every((key) => key.number !== index + 1)) + 1;
  if (number === 0) {
    throw new KeygenProblem(
      'Every number has a role already. Finish a roll-over first: drop what is retired.',
    );
  }
  const active = present.filter(({ role }) => role === 'active').map((key) => key.number);
  if (active.length === 0) {
    const first = [...present.map(({ entry }) => entry), `${number}:active`].join(', ');
    return { number, replaced: null, published: first, switched: first, finished: first };
  }
  const replaced = replaces ?? (active.length === 1 ? active[0] : null);
  if (replaced === null || replaced === undefined || !active.includes(replaced)) {
    throw new KeygenProblem(`Say which key it is to replace: --replaces ${active.join(' or --replaces ')}.`);
  }
  const succeeded = present.map((key) => (key.number === replaced ? `${number}:active` : key.entry));
  return {
    number,
    replaced,
    published: [...present.map(({ entry }) => entry), `${number}:next`].join(', '),
    switched: [...succeeded, `${replaced}:retired`].join(', '),
    finished: succeeded.join(', '),
  };
}

/** Describes the steps for the key in a file. */
export function describeRollOver({ number, replaced, ...roles }: RollOver, path: string): string {
  const deploy = (value: string) =>
    `  SP_KEY_ROLES = "${value}"   in wrangler.toml, then: npx wrangler deploy`;
  const store = [
    'Store it. It cannot be read back, so keep the file in a safe place, or delete it:',
    `  npx wrangler secret put SP_KEY_${number} < ${path}`,
  ];
  const steps =
    replaced === null
      ? [store, ['Use it:', deploy(roles.switched)]]
      : [
          store,
          ['Publish it:', deploy(roles.published)],
          [
            'Wait until every identity provider has the new metadata: a day where it fetches metadata by itself; where',
            'somebody imported it, until that was done again. Then switch over:',
            deploy(roles.switched),
          ],
          [
            'Wait once more in the same way, until nobody encrypts to the old key. Then drop it:',
            deploy(roles.finished),
            `  npx wrangler secret delete SP_KEY_${replaced}`,
          ],
        ];
  return steps.map((lines, index) => `${index + 1}. ${lines.join('\n   ')}`).join('\n');
}
