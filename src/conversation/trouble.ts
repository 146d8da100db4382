/** What can go wrong inside a turn, as codes that may stand in a log and in the database. */

export type TroubleCode =
  | 'input'
  | 'engine'
  | 'words'
  | 'requests'
  | 'silent'
  | 'unknown'
  | `act:${string}`
  | `args:${string}`
  | `result:${string}`;

export class TurnTrouble extends Error {
  readonly code: TroubleCode;

  constructor(code: TroubleCode, cause?: unknown) {
    super(code, { cause });
    this.name = 'TurnTrouble';
    this.code = code;
  }
}

export function troubleCode(error: unknown): TroubleCode {
  return error instanceof TurnTrouble ? error.code : 'unknown';
}

/** True when the session itself may be what fails, so that the next message would fail too. */
export function doubtsSession(code: TroubleCode): boolean {
  return code === 'engine' || code === 'words' || code === 'requests' || code === 'silent';
}
