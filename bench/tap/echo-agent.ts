// Sends every byte back.
process.stdin.pipe(process.stdout);
