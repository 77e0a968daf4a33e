#!/usr/bin/env node
/**
 * The process. Everything is in `cli/`: this file only hands over the arguments. `callback-handler --help` lists the
 * commands.
 */

import { runProgram } from './cli/program.ts';

process.exitCode = await runProgram(process.argv.slice(2));
