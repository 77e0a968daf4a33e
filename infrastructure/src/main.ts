/** The program behind `deploy.sh`. */

import { runProgram } from './cli/program.ts';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

process.exitCode = await runProgram(process.argv.slice(2));
