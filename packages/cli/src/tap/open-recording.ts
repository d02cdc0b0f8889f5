import { loadRedactor, openRecorder, type Recorder, type TapTransport } from '@tachograph/client/tap';

import { CliError } from '../errors.js';

/** What {@link openRecording} is told. */
export interface RecordingOptions {
  readonly path: string;
  readonly redact: boolean;
  readonly force: boolean;
  readonly transport: TapTransport;
  readonly say: (sentence: string) => void;
}

/** Opens the file of `--record` before the agent starts, so that a name that cannot be used is told at once. */
export async function openRecording({ path, redact, force, transport, say }: RecordingOptions): Promise<Recorder> {
  try {
    const recorder = await openRecorder({
      path,
      force,
      transport,
      ...(redact ? { redact: await loadRedactor() } : {}),
      onFailure: (error) =>
        say(`tacho tap: the recording ends here: it cannot be written (${error.code ?? 'error'})\n`),
    });
    say(redact ? redactedNote : fullNote);
    return recorder;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new CliError(
      'bad_argument',
      code === 'EEXIST'
        ? '--record: the file is there already; --force writes over it'
        : `--record: the file cannot be written (${code})`,
      { cause: error },
    );
  }
}

const fullNote =
  'tacho tap: recording. The file will hold everything that is said: prompts, code, commands, output, paths, tokens in them.\n';
const redactedNote =
  'tacho tap: recording without free text, paths and URLs. Look at the file before you give it away.\n';
