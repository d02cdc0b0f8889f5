/** What a command does, as far as its words tell. */
export type CommandAction = 'read' | 'listFiles' | 'search' | 'unknown';

/**
 * Sorts the parts of a command line into reading, listing and searching. One part that is none of these makes the whole
 * command one unknown; so does anything beyond plain words joined by `&&`, `||`, `;` and `|` (redirections, substitutions).
 * Steps that only move or format (`cd`, `| head`, `| sort`) count for nothing beside others.
 */
export function commandActions(command: string): readonly CommandAction[] {
  const parts = splitCommand(command);
  if (parts === null || parts.length === 0) return ['unknown'];
  const kept = parts.filter((words) => !isMove(words) && !isFormatting(words));
  const actions: CommandAction[] = [];
  for (const words of kept.length === 0 ? parts : kept) {
    const action = actionOfWords(words);
    if (action === 'unknown') return ['unknown'];
    actions.push(action);
  }
  return actions;
}

function isMove(words: readonly string[]): boolean {
  return words[0] === 'cd' || words[0] === 'true' || words[0] === 'echo' || words[0] === 'printf';
}

function isFormatting(words: readonly string[]): boolean {
  const [name, ...args] = words;
  switch (name) {
    case 'wc':
    case 'tr':
    case 'cut':
    case 'sort':
    case 'uniq':
    case 'xargs':
    case 'tee':
    case 'column':
    case 'awk':
    case 'yes':
      return true;
    case 'head':
    case 'tail':
      return operands(args, ['-n', '-c']).length === 0;
    case 'sed':
      return operands(args, ['-e']).length <= 1;
    default:
      return false;
  }
}

function actionOfWords(words: readonly string[]): CommandAction {
  const [name = '', ...args] = words;
  switch (name) {
    case 'ls':
    case 'eza':
    case 'exa':
    case 'tree':
    case 'du':
      return 'listFiles';
    case 'rg':
    case 'rga':
    case 'ripgrep-all':
      return args.includes('--files') ? 'listFiles' : 'search';
    case 'fd':
      return operands(args, ['-t', '-e', '-d']).length > 0 ? 'search' : 'listFiles';
    case 'find':
      return args.some((arg) => ['-name', '-iname', '-path', '-regex'].includes(arg)) ? 'search' : 'listFiles';
    case 'grep':
    case 'egrep':
    case 'fgrep':
    case 'ag':
    case 'ack':
    case 'pt':
      return 'search';
    case 'git':
      return args[0] === 'grep' ? 'search' : args[0] === 'ls-files' ? 'listFiles' : 'unknown';
    case 'cat':
    case 'bat':
    case 'batcat':
    case 'less':
    case 'more':
    case 'nl':
      return operands(args, []).length >= 1 ? 'read' : 'unknown';
    case 'head':
    case 'tail':
      return operands(args, ['-n', '-c']).length === 1 ? 'read' : 'unknown';
    case 'sed':
      return args[0] === '-n' && /^\d+(,\d+)?p$/.test(args[1] ?? '') && args.length === 3 ? 'read' : 'unknown';
    default:
      return 'unknown';
  }
}

function operands(args: readonly string[], withValue: readonly string[]): readonly string[] {
  return args.filter((arg, i) => !arg.startsWith('-') && !withValue.includes(args[i - 1] ?? ''));
}

/** Words of each part; null when the line holds more than plain words and joints. */
function splitCommand(command: string): readonly (readonly string[])[] | null {
  const parts: string[][] = [[]];
  let word: string | null = null;
  const endWord = () => {
    if (word !== null) parts[parts.length - 1]!.push(word);
    word = null;
  };
  for (let i = 0; i < command.length; i++) {
    const char = command[i]!;
    if (char === "'" || char === '"') {
      const end = command.indexOf(char, i + 1);
      if (end === -1) return null;
      const quoted = command.slice(i + 1, end);
      if (char === '"' && /[$`\\]/.test(quoted)) return null;
      word = (word ?? '') + quoted;
      i = end;
    } else if (/\s/.test(char) && char !== '\n') endWord();
    else if (char === '|' || char === ';' || char === '&' || char === '\n') {
      endWord();
      const isDouble = command[i + 1] === char && char !== ';';
      if (char === '&' && !isDouble) return null;
      if (isDouble) i++;
      parts.push([]);
    } else if ('<>$`(){}*?[]~#!\\'.includes(char) && !(char === '*' || char === '?' || char === '~')) return null;
    else word = (word ?? '') + char;
  }
  endWord();
  return parts.filter((words) => words.length > 0);
}
