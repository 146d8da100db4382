/** The thread of clean-pdf.ts: one file, one verdict, and it is over. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PdfJob, PdfVerdict } from './clean-pdf.ts';
import { Encrypted, pdfWithoutExtras, TooManyPages } from './pdf-without-extras.ts';

async function judge({ bytes, maxPages }: PdfJob): Promise<PdfVerdict> {
  try {
    return { ok: await pdfWithoutExtras(bytes, maxPages) };
  } catch (error) {
    if (error instanceof Encrypted) return { problem: 'fileEncrypted' };
    if (error instanceof TooManyPages) return { problem: 'fileTooManyPages' };
    return { problem: 'fileBroken' };
  }
}

parentPort?.postMessage(await judge(workerData as PdfJob));
