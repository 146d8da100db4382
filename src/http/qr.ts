import QRCode from 'qrcode';

export interface Squares {
  /** Of the whole, in squares. */
  size: number;
  /** An SVG path of unit squares. */
  path: string;
}

/** A QR code. */
export function squares(text: string): Squares {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const dark = [...modules.data].flatMap((bit, at) => (bit ? [`M${at % modules.size} ${Math.floor(at / modules.size)}h1v1h-1z`] : []));
  return { size: modules.size, path: dark.join('') };
}
