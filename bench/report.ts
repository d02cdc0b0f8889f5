// `npm run bench [NAME…]`: runs `*.bench.ts`, all or those named, and writes docs/benchmarks.md. What was not run now keeps
// the figures that stand there.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { reaches, type BenchResult } from './bench-result.js';

const here = new URL('.', import.meta.url);
const page = fileURLToPath(new URL('../../docs/benchmarks.md', here));
const wanted = process.argv.slice(2);

const found = readdirSync(here)
  .flatMap((file) => /^(.+)\.bench\.js$/.exec(file)?.[1] ?? [])
  .sort();
const unknown = wanted.filter((name) => !found.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no such benchmark: ${unknown.join(', ')}; there are ${found.join(', ')}\n`);
  process.exit(2);
}

const heading = `# Benchmarks

Ratios are measured in one run on one machine: the absolute figures beside them are of that machine. Written by \`npm run bench\`.`;

const sections = readSections();
for (const name of found) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  const module = (await import(pathToFileURL(fileURLToPath(new URL(`${name}.bench.js`, here))).href)) as {
    readonly run: () => Promise<readonly BenchResult[]>;
  };
  const loadBefore = loadavg()[0] ?? 0;
  const results = await module.run();
  for (const one of results)
    process.stderr.write(`  ${one.name}: ${format(one.value)} ${one.unit} (${one.goal ?? '-'})\n`);
  sections.set(name, section(name, results, loadBefore));
}
writeFileSync(page, `${[heading, ...[...sections].sort().map(([, text]) => text)].join('\n\n')}\n`);
process.exit(0);

/** The sections that the page has now, by name. */
function readSections(): Map<string, string> {
  let text = '';
  try {
    text = readFileSync(page, 'utf8');
  } catch {
    // The first run writes the page.
  }
  return new Map(
    text
      .split(/\n(?=## )/)
      .slice(1)
      .map((part) => [/^## (.+)$/m.exec(part)?.[1] ?? '', part.trim()]),
  );
}

function section(name: string, results: readonly BenchResult[], loadBefore: number): string {
  const rows = results.map((one) => {
    const reached = reaches(one);
    const verdict = reached === null ? '' : reached ? 'yes' : '**no**';
    return `| ${one.name} | ${format(one.value)} ${one.unit} | ${one.goal ?? ''} | ${verdict} | ${one.note} |`;
  });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.version}`;
  const command = `${process.env['TACHO_LONG'] === '1' ? 'TACHO_LONG=1 ' : ''}npm run bench ${name}`;
  return [
    `## ${name}`,
    '',
    `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${machine}, load of the machine before: ${loadBefore.toFixed(1)}`,
    '',
    '| what | measured | goal | reached | how, and what bounds it |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function format(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
