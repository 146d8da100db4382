/** A button as an officer says it, on a page or in chat. */
import type { AnnouncementButton } from './content.ts';

/** Dialogs that families know by these words; a button opens them. */
export const opens = { assess: 'tự đánh giá', result: 'kết quả', human: 'gọi giúp', card: 'xem thiệp', about: 'giới thiệu' } as const;
export type Opens = keyof typeof opens;
export const openNames = Object.keys(opens) as Opens[];

export interface TypedButton {
  /** `words`: others than those. */
  does: Opens | 'words' | 'link' | 'call';
  label: string;
  /** Words, an address or a telephone number. */
  value: string;
}

/** Whether it is right says who checks the announcement. */
export function buttonOf({ does, label, value }: TypedButton): AnnouncementButton {
  if (does === 'link') return { kind: 'link', label, url: /^[a-z]+:/i.test(value) ? value : `https://${value}` };
  if (does === 'call') return { kind: 'call', label, phone: value.replaceAll(/[\s.()-]/g, '') };
  return { kind: 'open', label, words: does === 'words' ? value : opens[does] };
}
