import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { ConfigText } from '../toolstack.ts';
import type { Frame } from './frames.ts';
import { parseXlConf, type XlConf, xlConfDefaults } from './parse-xl-conf.ts';
import { readVmConfig, type VmConfig } from './vm-config.ts';
import { withholdPasswords } from './withhold-passwords.ts';

/** A domain configuration that could be read. */
export interface ConfigFile {
  path: string;
  /** Where it really lies, if `path` is a link. */
  target: string | null;
  config: VmConfig;
}

/** What a host's configuration folder holds. */
export interface HostFiles {
  configs: ConfigFile[];
  /** The files themselves, also those that cannot be read as a configuration. */
  texts: ConfigText[];
  /** Those that are there, but could not be read this time. */
  unread: string[];
  /** What /etc/xen/auto points to. */
  autostart: ReadonlySet<string>;
  xlConf: XlConf;
  problems: AppError[];
}

export const noFiles: HostFiles = {
  configs: [],
  texts: [],
  unread: [],
  autostart: new Set(),
  xlConf: xlConfDefaults,
  problems: [],
};

interface Gathered {
  path: string;
  target: string | null;
  /** Null, with what the host said, where it could not be read. */
  text: string | null;
  stderr: string;
}

function readXlConf(text: string | null, problems: AppError[]): XlConf {
  if (text === null) return xlConfDefaults;
  const parsed = parseXlConf(text);
  if (parsed.ok) return parsed.value;
  problems.push({ ...parsed.error, message: `xl.conf: ${parsed.error.message}` });
  return xlConfDefaults;
}

/** Two files for one name: xl starts either, and nobody can say which is meant. */
function doubleNames(configs: readonly ConfigFile[]): AppError[] {
  const paths = new Map<string, string[]>();
  for (const { path, config } of configs) {
    paths.set(config.name, [...(paths.get(config.name) ?? []), path]);
  }
  return [...paths]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) =>
      appError('parse-failed', `${same.length} configuration files name the VM “${name}”.`, {
        hint: 'The first one is used. Rename or remove the others.',
        details: same.join('\n'),
      }),
    );
}

function unreadable(path: string, stderr: string): AppError {
  return appError('command-failed', `${path} is there, but cannot be read.`, {
    hint: 'What was known of its VM is shown. Look at its rights and at the disk it lies on.',
    ...(stderr === '' ? {} : { details: stderr }),
    retryable: true,
  });
}

function readFiles(gathered: readonly Gathered[], autostart: Set<string>, conf: string | null) {
  const problems: AppError[] = [];
  const xlConf = readXlConf(conf, problems);
  const configs: ConfigFile[] = [];
  const unread: string[] = [];
  for (const { path, target, text, stderr } of gathered) {
    if (text === null) {
      unread.push(path);
      problems.push(unreadable(path, stderr));
      continue;
    }
    const parsed = readVmConfig(text, xlConf.defaultBridge);
    // A copy: words cut out of the text would hold all of it for as long as the VM is known.
    if (parsed.ok) configs.push({ path, target, config: structuredClone(parsed.value) });
    else problems.push({ ...parsed.error, message: `${path}: ${parsed.error.message}` });
  }
  const texts = gathered.map(({ path, text }) => ({
    path,
    text: text === null ? null : withholdPasswords(text),
  }));
  return {
    configs,
    texts,
    unread,
    autostart,
    xlConf,
    problems: [...problems, ...doubleNames(configs)],
  };
}

/**
 * Gathers the frames of the scripts' `files` function. Answers the whole at `files-end`, null
 * before it. `partial` answers what there is when the end never came.
 */
export function createFileCollector(): {
  push(frame: Frame): HostFiles | null;
  partial(): HostFiles;
} {
  let gathered: Gathered[] = [];
  let autostart = new Set<string>();
  let conf: string | null = null;
  let path = '';
  let target: string | null = null;
  return {
    push(frame) {
      if (frame.kind === 'files') {
        gathered = [];
        autostart = new Set();
        conf = null;
      } else if (frame.kind === 'xl-conf') conf = frame.text;
      else if (frame.kind === 'auto') autostart.add(frame.text);
      else if (frame.kind === 'file-path') {
        path = frame.text;
        target = null;
      } else if (frame.kind === 'file-target') target = frame.text.trimEnd() || null;
      else if (frame.kind === 'file-text' && frame.status !== null) {
        const text = frame.status === 0 ? frame.text : null;
        gathered.push({ path, target, text, stderr: frame.stderr });
      } else if (frame.kind === 'files-end') {
        const whole = readFiles(gathered, autostart, conf);
        // The texts are read: a watch would keep them until the next change, for every host.
        gathered = [];
        return whole;
      }
      return null;
    },
    partial: () => readFiles(gathered, autostart, conf),
  };
}
