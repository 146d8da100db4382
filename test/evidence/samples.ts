/** Files as they come from outside: good ones, bad ones, and some that pretend. */
import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFHexString, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import sharp from 'sharp';

/** Words that must not survive cleaning. */
export const SECRET = 'BiMatKhongDuocLo';

export const utf8 = (text: string) => new TextEncoder().encode(text);

export function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 120, b: 40 } }, limitInputPixels: false });

export async function jpeg(width = 64, height = 48): Promise<Uint8Array> {
  return new Uint8Array(await plain(width, height).jpeg().toBuffer());
}

export async function png(width = 64, height = 48): Promise<Uint8Array> {
  return new Uint8Array(await plain(width, height).png().toBuffer());
}

export async function webp(): Promise<Uint8Array> {
  return new Uint8Array(await plain(64, 48).webp().toBuffer());
}

/** A phone's photo: lying on its side, with place, owner and a comment. */
export async function photoWithMetadata(): Promise<Uint8Array> {
  const bytes = await plain(400, 300)
    .jpeg()
    .withExif({
      IFD0: { Artist: SECRET, Copyright: SECRET, ImageDescription: SECRET, Model: `${SECRET} phone` },
      IFD3: { GPSLatitude: '10/1 58/1 0/1', GPSLatitudeRef: 'N', GPSLongitude: '106/1 39/1 0/1', GPSLongitudeRef: 'E' },
    })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="${SECRET}"/></rdf:RDF></x:xmpmeta>`,
    )
    .withMetadata({ orientation: 6 })
    .toBuffer();
  return withComment(new Uint8Array(bytes));
}

function withComment(photo: Uint8Array): Uint8Array {
  const text = utf8(SECRET);
  const comment = join(Uint8Array.of(0xff, 0xfe, 0, text.length + 2), text);
  return join(photo.subarray(0, 2), comment, photo.subarray(2));
}

/** Says in its header that it has `width` × `height` pixels; there is next to nothing behind it. */
export async function pngThatClaims(width: number, height: number): Promise<Uint8Array> {
  const bytes = await png(1, 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** The first bytes of an iPhone's photo. */
export function heic(brand = 'heic'): Uint8Array {
  return join(Uint8Array.of(0, 0, 0, 24), utf8(`ftyp${brand}`), Uint8Array.of(0, 0, 0, 0), utf8('mif1heic'), new Uint8Array(64));
}

export const svg = utf8('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
export const html = utf8('<!doctype html><html><script>alert(1)</script></html>');
/** An empty archive. */
export const zip = join(utf8('PK\u0005\u0006'), new Uint8Array(18));

export async function pdf(pages = 1): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= pages; page++) document.addPage([300, 200]).drawText(`Trang ${page}`, { font, size: 20 });
  return document.save({ useObjectStreams: false });
}

/** Everything a PDF can carry besides its pages. */
export async function pdfWithExtras(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage([300, 200]);
  page.drawImage(await document.embedJpg(await photoWithMetadata()), { x: 0, y: 0, width: 100, height: 80 });
  document.setAuthor(SECRET);
  document.setTitle(SECRET);
  document.setProducer(SECRET);
  document.addJavaScript('open', `app.alert("${SECRET}")`);
  await document.attach(utf8(SECRET), `${SECRET}.txt`, { mimeType: 'text/plain', description: SECRET });
  const { context, catalog } = document;
  const stream = (type: string) =>
    context.register(context.stream(`<x>${SECRET}</x>`, { Type: PDFName.of(type), Subtype: PDFName.of('XML') }));
  catalog.set(PDFName.of('Metadata'), stream('Metadata'));
  catalog.set(PDFName.of('OpenAction'), context.obj({ S: 'JavaScript', JS: PDFString.of(`app.alert("${SECRET}")`) }));
  page.node.set(PDFName.of('Metadata'), stream('Metadata'));
  page.node.set(PDFName.of('AA'), context.obj({ O: { S: 'Launch', F: PDFString.of(SECRET) } }));
  page.node.set(PDFName.of('PieceInfo'), context.obj({ App: { Private: PDFString.of(SECRET) } }));
  const drawn = context.register(
    context.stream('1 0 0 rg 0 0 10 10 re f', {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, 10, 10],
      LastModified: PDFString.of(SECRET),
    }),
  );
  const seen = {
    Type: 'Annot',
    Subtype: 'FreeText',
    Rect: [10, 10, 90, 30],
    AP: { N: drawn },
    T: PDFHexString.fromText(SECRET),
    Contents: PDFString.of(SECRET),
  };
  const link = { Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], A: { S: 'URI', URI: PDFString.of(`https://example.com/${SECRET}`) } };
  page.node.set(PDFName.of('Annots'), context.obj([context.register(context.obj(seen)), context.register(context.obj(link))]));
  context.register(context.stream(`${SECRET}: nothing refers to this`));
  return document.save({ useObjectStreams: false });
}

/** Marked as encrypted, the way readers tell. */
export async function encryptedPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage();
  document.encrypt({ userPassword: 'mat-khau', ownerPassword: 'mat-khau-khac' });
  return document.save({ useObjectStreams: false });
}

/** A sound PDF of one empty page and a few kilobytes, one stream of which unpacks to `megabytes`. */
export function pdfBomb(megabytes: number): Uint8Array {
  const stream = new Uint8Array(megabytes * 1024 * 1024).fill(0x20);
  stream.set(utf8('9 0       null'));
  const packed = deflateSync(stream, { level: 1 });
  const object = (number: number, dictionary: string) => `${number} 0 obj\n<< ${dictionary} >>\nendobj\n`;
  return join(
    utf8(`%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
    packed,
    utf8('\nendstream\nendobj\n'),
    utf8(object(2, '/Type /Catalog /Pages 3 0 R') + object(3, '/Type /Pages /Count 1 /Kids [4 0 R]')),
    utf8(object(4, '/Type /Page /Parent 3 0 R /MediaBox [0 0 99 99]')),
    utf8('trailer\n<< /Root 2 0 R >>\n%%EOF\n'),
  );
}
