/**
 * Rebuilds a PDF from what is seen on its pages. Everything else has no way across: metadata, authors, attached files,
 * scripts, actions, links, earlier revisions, and the EXIF of photos that an app wrapped into the PDF.
 */
import {
  decodePDFRawStream,
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
  PDFStream,
} from '@cantoo/pdf-lib';
import { stripJpeg, stripJpeg2000 } from './strip-image.ts';

export class TooManyPages extends Error {}
export class Encrypted extends Error {}

const PAGE_KEYS = ['Type', 'Parent', 'MediaBox', 'CropBox', 'Rotate', 'UserUnit', 'Resources', 'Contents', 'Group', 'Annots'];
/** What an annotation looks like, but not who made it, when, or what a click on it does. */
const ANNOTATION_KEYS = ['Type', 'Subtype', 'Rect', 'AP', 'AS', 'F', 'C', 'Border', 'BS', 'QuadPoints'];
const ANNOTATIONS = [
  'Widget',
  'FreeText',
  'Ink',
  'Stamp',
  'Highlight',
  'Underline',
  'StrikeOut',
  'Square',
  'Circle',
  'Line',
  'Polygon',
  'PolyLine',
];
/** Names that no font or resource uses for something that is seen, wherever they hang. */
const EXTRAS = names('Metadata', 'PieceInfo', 'LastModified', 'JavaScript', 'EmbeddedFiles', 'PTEX.FileName', 'PTEX.InfoDict');
/** Of a stream: attached and outside files, and where a picture came from. In other dictionaries these may be letters of a font. */
const STREAM_EXTRAS = names('AF', 'EF', 'OPI', 'F', 'FFilter', 'FDecodeParms', 'StructParent', 'StructParents');

/**
 * @throws Encrypted, TooManyPages, or whatever the parser trips over
 */
export async function pdfWithoutExtras(bytes: Uint8Array, maxPages: number): Promise<Uint8Array> {
  const source = await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false, warnOnInvalidObjects: false });
  if (source.isEncrypted) throw new Encrypted();
  const pages = source.getPages();
  if (pages.length > maxPages) throw new TooManyPages();
  for (const page of pages) keepWhatIsSeen(page);
  for (const [, object] of source.context.enumerateIndirectObjects()) prune(object);
  const clean = await PDFDocument.create({ updateMetadata: false });
  const copies = await clean.copyPages(source, source.getPageIndices());
  for (const copy of copies) clean.addPage(copy);
  stripPictures(clean.context);
  return clean.save({ updateFieldAppearances: false, addDefaultPage: false });
}

function keepWhatIsSeen(page: PDFPage): void {
  const annotations = page.node.Annots();
  keepOnly(page.node, PAGE_KEYS);
  if (!annotations) return;
  const seen = annotations.asArray().filter((_, index) => {
    const annotation = annotations.lookupMaybe(index, PDFDict);
    const subtype = annotation?.lookupMaybe(PDFName.of('Subtype'), PDFName)?.decodeText();
    if (!annotation || !subtype || !ANNOTATIONS.includes(subtype)) return false;
    keepOnly(annotation, ANNOTATION_KEYS);
    return true;
  });
  page.node.set(PDFName.of('Annots'), page.node.context.obj(seen));
}

function keepOnly(dict: PDFDict, names: readonly string[]): void {
  for (const key of dict.keys()) if (!names.includes(key.decodeText())) dict.delete(key);
}

/** Takes the extras out of an object and of all that lies directly in it; references are met on their own. */
function prune(object: PDFObject): void {
  if (object instanceof PDFStream) {
    for (const key of STREAM_EXTRAS) object.dict.delete(key);
    prune(object.dict);
  } else if (object instanceof PDFArray) object.asArray().forEach(prune);
  else if (object instanceof PDFDict) {
    for (const key of EXTRAS) object.delete(key);
    object.values().forEach(prune);
  }
}

function stripPictures(context: PDFContext): void {
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (object instanceof PDFRawStream) context.assign(ref, withoutPictureExtras(object, context));
  }
}

const STRIP: Record<string, (bytes: Uint8Array) => Uint8Array> = { DCTDecode: stripJpeg, DCT: stripJpeg, JPXDecode: stripJpeg2000 };

/** A photo is the last filter of its stream; others may be wrapped around it and are taken off. */
function withoutPictureExtras(stream: PDFRawStream, context: PDFContext): PDFRawStream {
  const filters = filtersOf(stream.dict);
  const last = filters.at(-1);
  if (filters.slice(0, -1).some((filter) => filter.decodeText() in STRIP)) throw new RangeError('a picture inside a picture');
  const strip = last && STRIP[last.decodeText()];
  if (!last || !strip) return stream;
  const dict = stream.dict.clone(context);
  const parameters = parametersOf(stream.dict, filters.length);
  let contents = stream.contents;
  if (filters.length > 1) {
    dict.set(PDFName.of('Filter'), context.obj(filters.slice(0, -1)));
    contents = decodePDFRawStream(PDFRawStream.of(dict, contents)).decode();
  }
  dict.set(PDFName.of('Filter'), last);
  dict.delete(PDFName.of('DecodeParms'));
  if (parameters) dict.set(PDFName.of('DecodeParms'), parameters);
  const stripped = strip(contents);
  dict.set(PDFName.of('Length'), PDFNumber.of(stripped.length));
  return PDFRawStream.of(dict, stripped);
}

function filtersOf(dict: PDFDict): PDFName[] {
  const filter = dict.lookup(PDFName.of('Filter'));
  if (filter instanceof PDFName) return [filter];
  if (filter instanceof PDFArray) return filter.asArray().map((_, index) => filter.lookup(index, PDFName));
  return [];
}

/** The parameters of the last of `count` filters. */
function parametersOf(dict: PDFDict, count: number): PDFDict | undefined {
  const parameters = dict.lookup(PDFName.of('DecodeParms'));
  if (parameters instanceof PDFDict) return parameters;
  return parameters instanceof PDFArray ? parameters.lookupMaybe(count - 1, PDFDict) : undefined;
}

function names(...texts: string[]): PDFName[] {
  return texts.map((text) => PDFName.of(text));
}
