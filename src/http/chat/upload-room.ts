/** How much of uploads may be on its way at once. Files lie in memory while they arrive and until they are cleaned. */
import type { Request } from 'express';
import { fileLimits } from '../../evidence/limits.ts';
import { Problem } from '../../problems.ts';
import { addressOf } from '../limiters.ts';
import type { Loads } from '../limits.ts';
import { createPlaces, enterAll, type Leave } from '../places.ts';

/** Files of one upload. */
export const MAX_FILES = 6;
/** Of all its files and what a form writes around them. */
const MAX_BYTES = MAX_FILES * fileLimits.bytes + 64 * 1024;

export interface UploadRoom {
  /**
   * Lets an upload in before any of it is read. Returns how to give its room back.
   * @throws Problem `tooLarge`; `busy` until others are done
   */
  enter(request: Request): Leave;
}

export function createUploadRoom(limits: Loads): UploadRoom {
  const everybody = createPlaces(limits.uploadBytes);
  const ofAddress = createPlaces(limits.uploadBytesOfAddress);
  return {
    enter(request) {
      const size = sizeOf(request);
      if (size > MAX_BYTES) throw new Problem('tooLarge');
      const leave = enterAll(
        () => ofAddress.enter(addressOf(request), size),
        () => everybody.enter('', size),
      );
      if (!leave) throw new Problem('busy');
      return leave;
    },
  };
}

/** Bytes as announced; the most there can be when nothing was. */
function sizeOf(request: Request): number {
  const announced = request.get('content-length');
  return announced === undefined ? MAX_BYTES : Number(announced);
}
