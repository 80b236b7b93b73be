/** node:crypto is workerd's own there, so the same tests run on it. */
import './key-pair.test.ts';
