/** Takes what describes a picture out of its file without decoding it, for pictures that travel inside a PDF. */

const SOI = 0xd8;
const SOS = 0xda;
const APP0 = 0xe0;
const APP14 = 0xee; // how the colours are stored: without it they come out wrong
const APP15 = 0xef;
const COM = 0xfe;

/**
 * Drops comments and application segments (EXIF, XMP, IPTC, thumbnails) from a JPEG.
 * @throws RangeError when the segments do not add up
 */
export function stripJpeg(jpeg: Uint8Array): Uint8Array {
  if (jpeg[0] !== 0xff || jpeg[1] !== SOI) throw new RangeError('not a JPEG');
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
  let at = 2;
  for (;;) {
    if (jpeg[at] !== 0xff) throw new RangeError('segment expected');
    const marker = jpeg[at + 1];
    if (marker === 0xff) {
      at++; // fill byte
      continue;
    }
    if (marker === undefined) throw new RangeError('cut off');
    if (marker === SOS) return concat([...kept, untilEnd(jpeg.subarray(at))]);
    const end = at + 2 + bigEndian(jpeg, at + 2, 2);
    if (end > jpeg.length) throw new RangeError('cut off');
    if (!describes(marker)) kept.push(jpeg.subarray(at, end));
    at = end;
  }
}

function describes(marker: number): boolean {
  return marker === COM || (marker > APP0 && marker <= APP15 && marker !== APP14);
}

/** Phones hide a second picture or a video behind the end of the first. */
function untilEnd(scan: Uint8Array): Uint8Array {
  for (let at = 0; at + 1 < scan.length; at++) if (scan[at] === 0xff && scan[at + 1] === 0xd9) return scan.subarray(0, at + 2);
  return scan;
}

/** Boxes of JPEG 2000 that carry XML, EXIF or whatever else a maker thought of. */
const DESCRIBING_BOXES = new Set(['xml ', 'uuid', 'uinf']);

/**
 * Drops the describing boxes of a JPEG 2000 file; a bare code stream has none.
 * @throws RangeError when the boxes do not add up
 */
export function stripJpeg2000(file: Uint8Array): Uint8Array {
  if (bigEndian(file, 0, 2) === 0xff4f) return file;
  const kept: Uint8Array[] = [];
  for (let at = 0; at < file.length; ) {
    const end = endOfBox(file, at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (!DESCRIBING_BOXES.has(type)) kept.push(file.subarray(at, end));
    at = end;
  }
  return concat(kept);
}

/** A length of 0 means "to the end", of 1 that a longer length follows; a box over 4 GB cannot be here. */
function endOfBox(file: Uint8Array, at: number): number {
  const short = bigEndian(file, at, 4);
  const length = short === 0 ? file.length - at : short === 1 ? bigEndian(file, at + 12, 4) : short;
  if (length < 8 || at + length > file.length) throw new RangeError('box cut off');
  return at + length;
}

function bigEndian(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw new RangeError('cut off');
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] as number);
  return value;
}

function concat(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
