/**
 * Puts the Node that comes along into `node_modules/.bin`, where `npm run` finds it first. npm 11 does that itself; npm 10,
 * which Node 20 brings, installs the package and then takes the link away with that of the other architecture. Runs
 * after every install, in the folder of the package that was installed.
 */

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(process.cwd(), 'node_modules');
const program = join(`node-${process.platform}-${process.arch}`, 'bin', 'node');
const link = join(modules, '.bin', 'node');

// Elsewhere than on Linux no Node comes along, and the caller's own has to do.
if (existsSync(join(modules, program)) && !existsSync(link)) {
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(join('..', program), link);
}
