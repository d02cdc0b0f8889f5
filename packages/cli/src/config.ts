import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { codexHome, dataDirectory } from '@tachograph/client/config';
import { Option, type Command } from 'commander';

import {
  nonEmpty,
  parsePort,
  parseCount,
  parseHttpUrl,
  parsePrivacy,
  parseLogLevel,
  parseBoolean,
} from './config-values.js';
import { CliError } from './errors.js';

/** The only place of this package that reads the environment. */
type Environment = Readonly<Record<string, string | undefined>>;

/** One setting. `docs/config.md` is made from these. */
export interface ConfigKey<T> {
  /** As commander writes it; absent where a command line is the wrong place (secrets). */
  readonly flag?: string;
  /** Variables, the first that is set counts. */
  readonly environment: readonly string[];
  /** Name in `config.toml`; absent where the file cannot say it. */
  readonly file?: string;
  /** One sentence. */
  readonly description: string;
  /** Unit or form of the value. */
  readonly unit: string;
  /** The default in words, for help and docs. */
  readonly defaultText: string;
  readonly fallback: (environment: Environment) => T;
  /** Throws an Error with a short reason. */
  readonly parse: (raw: string) => T;
  /** Never printed. */
  readonly secret?: true;
}

const key = <T>(definition: ConfigKey<T>): ConfigKey<T> => definition;

/** Every setting of the command line, with its default, unit and meaning. */
export const configKeys = {
  dataDir: key<string>({
    flag: '--data <dir>',
    environment: ['TACHO_HOME'],
    description: 'Folder of everything that is kept: token, log, store, spool. Created with mode 0700.',
    unit: 'path',
    defaultText: '$XDG_DATA_HOME/tachograph, else ~/.local/share/tachograph',
    fallback: dataDirectory,
    parse: (raw) => resolve(raw),
  }),
  host: key<string>({
    flag: '--host <host>',
    environment: ['TACHO_HOST'],
    file: 'host',
    description: 'Address that the collector listens on.',
    unit: 'host name or IP address',
    defaultText: '127.0.0.1',
    fallback: () => '127.0.0.1',
    parse: nonEmpty,
  }),
  port: key<number>({
    flag: '--port <n>',
    environment: ['TACHO_PORT'],
    file: 'port',
    description: 'Port that the collector listens on; 0 takes any free one.',
    unit: 'TCP port, 0 to 65535',
    defaultText: '4620',
    fallback: () => 4620,
    parse: parsePort,
  }),
  collectorUrl: key<string | null>({
    flag: '--url <url>',
    environment: ['TACHO_COLLECTOR_URL'],
    file: 'collector_url',
    description: 'Base address of the collector to ask and to deliver to.',
    unit: 'http(s) URL',
    defaultText: 'the collector that holds the data directory',
    fallback: () => null,
    parse: parseHttpUrl,
  }),
  token: key<string | null>({
    environment: ['TACHO_TOKEN'],
    description: 'Token for that collector. No flag: command lines can be read by every user of a machine.',
    unit: 'text',
    defaultText: 'the content of `token` in the data directory',
    fallback: () => null,
    parse: nonEmpty,
    secret: true,
  }),
  privacy: key<'wire' | 'strict'>({
    flag: '--privacy <mode>',
    environment: ['TACHO_PRIVACY'],
    file: 'privacy',
    description:
      '`wire`: what the real Codex would send. `strict`: fields that may carry names, text, paths or URLs are null.',
    unit: '`wire` or `strict`',
    defaultText: 'wire',
    fallback: () => 'wire',
    parse: parsePrivacy,
  }),
  disabled: key<boolean>({
    environment: ['TACHO_DISABLED', 'DO_NOT_TRACK'],
    file: 'disabled',
    description: 'Opt-out: nothing is observed, kept or delivered; a tapped agent runs as if untapped.',
    unit: 'boolean (`1` or `0`)',
    defaultText: 'false',
    fallback: () => false,
    parse: parseBoolean,
  }),
  codexHome: key<string>({
    flag: '--codex-home <dir>',
    environment: ['CODEX_HOME'],
    description: 'Folder of Codex, where its session logs are.',
    unit: 'path',
    defaultText: '~/.codex',
    fallback: codexHome,
    parse: (raw) => resolve(raw),
  }),
  keepDays: key<number | null>({
    flag: '--keep-days <n>',
    environment: ['TACHO_KEEP_DAYS'],
    file: 'keep_days',
    description: 'Events that were received longer ago are dropped, from the log and from the store.',
    unit: 'days',
    defaultText: 'kept for ever',
    fallback: () => null,
    parse: parseCount,
  }),
  logMegabytesMax: key<number | null>({
    flag: '--log-megabytes-max <n>',
    environment: ['TACHO_LOG_MEGABYTES_MAX'],
    file: 'log_megabytes_max',
    description: 'While the log is larger, its oldest part is dropped, with what the store has of it.',
    unit: 'megabytes (10⁶ bytes)',
    defaultText: 'no limit',
    fallback: () => null,
    parse: parseCount,
  }),
  keepUnknown: key<boolean>({
    flag: '--keep-unknown',
    environment: ['TACHO_KEEP_UNKNOWN'],
    file: 'keep_unknown',
    description: 'Keep the values of events and fields that no schema names; otherwise their type and length alone.',
    unit: 'boolean (`1` or `0`)',
    defaultText: 'false',
    fallback: () => false,
    parse: parseBoolean,
  }),
  logLevel: key<'debug' | 'info' | 'warn' | 'error'>({
    flag: '--log-level <level>',
    environment: ['TACHO_LOG_LEVEL'],
    file: 'log_level',
    description: 'Least severity that is written to the log.',
    unit: '`debug`, `info`, `warn` or `error`',
    defaultText: 'info',
    fallback: () => 'info',
    parse: parseLogLevel,
  }),
} as const satisfies Record<string, ConfigKey<unknown>>;

/** Name of a setting. */
export type ConfigName = keyof typeof configKeys;

const isConfigName = (name: string): name is ConfigName => Object.hasOwn(configKeys, name);

/** The names of all settings, in order. */
export const configNames: readonly ConfigName[] = Object.keys(configKeys).filter(isConfigName);

/** All settings, read once at start, frozen and passed down. */
export type Config = {
  readonly [K in ConfigName]: (typeof configKeys)[K] extends ConfigKey<infer T> ? T : never;
};

/** Where a value was found: the flag, the variable, the line of the file, or nowhere. */
export type ConfigOrigin =
  | { readonly kind: 'flag' | 'environment' | 'file'; readonly name: string }
  | { readonly kind: 'default' };

/** The settings of this run and where each comes from. */
export interface ResolvedConfig {
  readonly config: Config;
  readonly origins: Readonly<Record<ConfigName, ConfigOrigin>>;
}

/** Adds the flags of these settings to a command. */
export function configOptions(command: Command, ...names: readonly ConfigName[]): void {
  for (const name of names) {
    const { flag, description, defaultText }: ConfigKey<unknown> = configKeys[name];
    if (flag === undefined) throw new TypeError(`${name} has no flag`);
    command.addOption(new Option(flag, `${description} (default: ${defaultText})`));
  }
}

/** Reads every setting: flags over environment over `config.toml` in the data directory over defaults. */
export async function resolveConfig(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment = process.env,
): Promise<ResolvedConfig> {
  const origins: Partial<Record<ConfigName, ConfigOrigin>> = {};
  let file: Readonly<Record<string, unknown>> = {};
  function read<T>(name: ConfigName, { flag, environment: variables, file: line, parse, fallback }: ConfigKey<T>): T {
    const found = [
      flag === undefined
        ? null
        : { kind: 'flag' as const, name: flag.split(' ')[0] ?? flag, raw: flags[flagProperty(flag)] },
      ...variables.map((variable) => ({ kind: 'environment' as const, name: variable, raw: environment[variable] })),
      line === undefined ? null : { kind: 'file' as const, name: line, raw: file[line] },
    ].find((one) => one !== null && one.raw !== undefined && (one.kind !== 'environment' || one.raw !== ''));
    if (found === undefined || found === null) {
      origins[name] = { kind: 'default' };
      return fallback(environment);
    }
    origins[name] = { kind: found.kind, name: found.name };
    try {
      return parse(String(found.raw));
    } catch (error) {
      const place = found.kind === 'file' ? `config.toml: ${found.name}` : found.name;
      throw new CliError('bad_config', `${place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const dataDir = read('dataDir', configKeys.dataDir);
  file = await readConfigFile(join(dataDir, 'config.toml'));
  const config: Config = Object.freeze({
    dataDir,
    host: read('host', configKeys.host),
    port: read('port', configKeys.port),
    collectorUrl: read('collectorUrl', configKeys.collectorUrl),
    token: read('token', configKeys.token),
    privacy: read('privacy', configKeys.privacy),
    disabled: read('disabled', configKeys.disabled),
    codexHome: read('codexHome', configKeys.codexHome),
    keepDays: read('keepDays', configKeys.keepDays),
    logMegabytesMax: read('logMegabytesMax', configKeys.logMegabytesMax),
    keepUnknown: read('keepUnknown', configKeys.keepUnknown),
    logLevel: read('logLevel', configKeys.logLevel),
  });
  return { config, origins: origins as Record<ConfigName, ConfigOrigin> };
}

/** Whether colour is unwelcome (https://no-color.org). Read before any command runs, so it is no setting. */
export function noColor(environment: Environment = process.env): boolean {
  return (environment['NO_COLOR'] ?? '') !== '';
}

async function readConfigFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return null;
    throw error;
  });
  if (text === null) return {};
  const { parse } = await import('smol-toml');
  const known = new Set(Object.values(configKeys).flatMap((one: ConfigKey<unknown>) => one.file ?? []));
  let table: Readonly<Record<string, unknown>>;
  try {
    table = parse(text);
  } catch (error) {
    throw new CliError('bad_config', 'config.toml in the data directory is not valid TOML', { cause: error });
  }
  const unknown = Object.keys(table).find((name) => !known.has(name));
  if (unknown !== undefined) throw new CliError('bad_config', `config.toml: there is no setting \`${unknown}\``);
  return table;
}

/** `--log-level <level>` → `logLevel`, as commander names it. */
function flagProperty(flag: string): string {
  return new Option(flag).attributeName();
}
