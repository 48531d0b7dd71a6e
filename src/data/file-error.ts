const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder; check the path',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EISDIR: 'is a directory; give the path of a file',
  EACCES: 'no permission; change its mode or choose another path',
  EPERM: 'no permission; change its mode or choose another path',
  EROFS: 'the file system is read-only; choose another path',
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EFBIG: 'the file would be larger than the system allows; raise ulimit -f or write less',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  ELOOP: 'its symbolic links form a loop; check the path',
  EMFILE: 'too many files are open; close some',
}

/** The code of a system error, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Why a file operation failed, and the cure. */
export function fileFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return reasons[systemCode(error) ?? ''] ?? message
}
