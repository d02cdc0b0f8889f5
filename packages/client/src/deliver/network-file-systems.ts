import type { SpoolFs } from './spool-fs.js';

/** Kinds of file systems as Linux numbers them (`statfs`), where a sync or a socket does not mean what it means on a disk. */
const networkKinds: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x01021997, '9p'],
  [0x5346414f, 'afs'],
  [0x6b414653, 'afs'],
  [0x00c36400, 'ceph'],
  [0x0bd00bd0, 'lustre'],
  [0x47504653, 'gpfs'],
  [0x7461636f, 'ocfs2'],
  [0x01161970, 'gfs2'],
  [0x73757245, 'coda'],
  [0x564c, 'ncp'],
  [0x786f4256, 'vboxsf'],
]);

/**
 * Name of the network file system that a folder is on, or null. FUSE is allowed: it is as often local as not. macOS
 * numbers kinds by the order of loading, so nothing is known there; Windows shows shares in the path.
 */
export async function networkFileSystem(
  directory: string,
  fs: Pick<SpoolFs, 'kind'>,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  if (platform === 'win32') return /^\\\\(?![?.]\\)/.test(directory) ? 'share' : null;
  if (platform !== 'linux') return null;
  // Some systems give the number with its sign.
  return networkKinds.get((await fs.kind(directory)) >>> 0) ?? null;
}
