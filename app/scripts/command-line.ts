/** Runs the command line from a package script as if it had been called in the caller's own folder. */

process.chdir(process.env['INIT_CWD'] ?? '.');
await import('../src/main.ts');
