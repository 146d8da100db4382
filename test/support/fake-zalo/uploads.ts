/** `/v2.0/oa/upload/*`: pictures and files that messages of the same OA may carry for seven days. */
import { randomBytes } from 'node:crypto';
import { exceeds, invalid, Refusal } from './answer.ts';
import type { FakeClock } from './clock.ts';
import type { Oa } from './oauth.ts';

export type UploadKind = 'image' | 'gif' | 'file';

export interface Upload {
  kind: UploadKind;
  oa: Oa;
  name: string;
  bytes: Buffer;
  until: number;
}

const MB = 1024 * 1024;
const rules: Readonly<Record<UploadKind, { extension: RegExp; begins: RegExp; bytes: number }>> = {
  image: { extension: /\.(jpe?g|png)$/i, begins: /^(ffd8ff|89504e47)/, bytes: MB },
  gif: { extension: /\.gif$/i, begins: /^47494638/, bytes: 5 * MB },
  file: { extension: /\.(pdf|docx?)$/i, begins: /^(25504446|504b0304|d0cf11e0)/, bytes: 5 * MB },
};
const LIFE_MS = 7 * 24 * 60 * 60 * 1000;

export function createUploads({ clock }: { clock: FakeClock }) {
  const kept = new Map<string, Upload>();

  return {
    /** Data of the answer: empty where the name says another kind, as the real one does it. */
    async take(kind: UploadKind, oa: Oa, form: FormData) {
      const given = form.get('file');
      if (!(given instanceof File)) throw invalid('file');
      const { extension, begins, bytes: most } = rules[kind];
      const bytes = Buffer.from(await given.arrayBuffer());
      if (bytes.byteLength > most) throw exceeds('file');
      if (!extension.test(given.name)) return {};
      if (!begins.test(bytes.subarray(0, 8).toString('hex'))) throw invalid('file');
      const id = randomBytes(kind === 'file' ? 32 : 10).toString(kind === 'file' ? 'base64url' : 'hex');
      kept.set(id, { kind, oa, name: given.name, bytes, until: clock.now() + LIFE_MS });
      if (kind === 'file') return { token: id };
      return kind === 'gif' ? { attachment_id: id, width: 320, height: 240 } : { attachment_id: id };
    },
    find(kind: UploadKind, oa: Oa, id: string): Upload {
      const field = kind === 'file' ? 'token' : 'attachment_id';
      const upload = kept.get(id);
      if (!upload || upload.kind !== kind || upload.oa !== oa) throw invalid(field);
      if (clock.now() > upload.until) throw new Refusal(-100, `${field} was expired`);
      return upload;
    },
    count: () => kept.size,
  };
}
