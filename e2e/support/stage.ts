import { writeCodexHome } from './codex-home.js';
import { startAnalyticsSink, type AnalyticsSink } from './analytics-sink.js';
import type { ModelRule } from './model-steps.js';
import { createScratch, type Scratch } from './scratch.js';
import { startScriptedModel, type ScriptedModel } from './scripted-model.js';
import { makeWorkspace } from './workspace.js';

export type Stage = {
  readonly scratch: Scratch;
  /** For `TACHO_HOME`. */
  readonly dataDir: string;
  /** A git repository for Codex to work in. */
  readonly workspace: string;
  readonly model: ScriptedModel;
  readonly sink: AnalyticsSink;
  /** What Codex needs in its environment. */
  readonly codexEnv: Readonly<Record<string, string>>;
  strike(): Promise<void>;
};

/** Sets everything up around a real Codex that a session needs: a model that follows a script, a sink, a workspace. */
export async function setStage(name: string, rules: readonly ModelRule[]): Promise<Stage> {
  const scratch = createScratch(name);
  const workspace = scratch.folder('workspace');
  makeWorkspace({ path: workspace, files: { 'README.md': '# inventory\n', 'src/app.py': 'print(6)\n' } });
  const model = await startScriptedModel(rules);
  const sink = await startAnalyticsSink();
  const codexHome = scratch.folder('codex-home');
  writeCodexHome({
    path: codexHome,
    modelBaseUrl: model.baseUrl,
    analyticsBaseUrl: sink.baseUrl,
    trustedFolder: workspace,
  });
  return {
    scratch,
    dataDir: scratch.folder('data'),
    workspace,
    model,
    sink,
    codexEnv: {
      CODEX_HOME: codexHome,
      // Whatever should still call out meets a closed port.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
    },
    async strike() {
      await model.close();
      await sink.close();
      scratch.remove();
    },
  };
}
