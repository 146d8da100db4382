/** The service cannot start, for a reason that its operator can do something about. The message is all they are shown. */
export class CannotStart extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CannotStart';
  }
}

/** What an error of the operating system means for a folder, in words; null when it is none of the usual ones. */
export function folderTrouble(error: unknown, folder: string): CannotStart | null {
  const text = error instanceof Error ? `${(error as NodeJS.ErrnoException).code ?? ''} ${error.message}` : String(error);
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
    return new CannotStart(`The disk that holds ${folder} is full. Free some space and start again; nothing stored is lost.`, {
      cause: error,
    });
  }
  if (/EROFS|Read-only file system/.test(text)) {
    return new CannotStart(`${folder} is on a read-only disk. Set DATA_DIR to a folder that can be written.`, { cause: error });
  }
  if (/EACCES|EPERM|Permission denied|Operation not permitted/.test(text)) {
    return new CannotStart(`${folder} cannot be written by this user. Change its owner, or set DATA_DIR to another folder.`, {
      cause: error,
    });
  }
  return null;
}
