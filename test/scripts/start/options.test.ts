/** The command line of `npm start`. */
import { expect, test } from 'vitest';
import { readOptions } from '../../../scripts/start/options.ts';
import { StartProblem } from '../../../scripts/start/start-problem.ts';

test('without options everything is in its usual place', () => {
  expect(readOptions([], '/project')).toEqual({ port: 8787, idpPort: 9000, home: '/project' });
});

test('ports and home can be changed, in both notations', () => {
  expect(readOptions(['--port', '1', '--idp-port=65535', '--home', '/elsewhere'], '/project')).toEqual({
    port: 1,
    idpPort: 65_535,
    home: '/elsewhere',
  });
});

test.each([
  ['no number', ['--port', 'http']],
  ['zero', ['--port', '0']],
  ['too high', ['--idp-port', '65536']],
  ['not whole', ['--port', '87.5']],
  ['in another notation', ['--port', '0x50']],
  ['missing', ['--port']],
  ['the same twice', ['--port', '9000']],
])('a port that is %s is refused in one line', (_, args) => {
  expect(() => readOptions(args, '/project')).toThrow(StartProblem);
  expect(() => readOptions(args, '/project')).toThrow(/^[^\n]+$/);
});

test.each([['--prot=1'], ['8787'], ['-p']])(
  'the unknown argument %s is refused, with the usage',
  (argument) => {
    expect(() => readOptions([argument], '/project')).toThrow(/--idp-port PORT/);
  },
);
