/** Before each file of tests inside workerd: nothing is stored. One process runs them all, since each would take longer to start. */
import { reset } from 'cloudflare:test';
import { beforeAll } from 'vitest';

beforeAll(reset);
