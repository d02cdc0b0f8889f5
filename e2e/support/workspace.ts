import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type WorkspaceOptions = {
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
};

/** Makes a git repository with one commit that holds `files`, and a remote that nobody asks. */
export function makeWorkspace({ path, files }: WorkspaceOptions): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.com', ...args], {
      cwd: path,
      stdio: 'pipe',
    });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'git@github.com:acme/inventory.git');
  git('add', '--all');
  git('commit', '--quiet', '--message=Initial import');
}
