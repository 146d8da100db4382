/** What a household does next, from what it was asked: mostly onward, now and then something else. The same on every channel. */
import type { Random } from '../crash/random.ts';

export interface Choice {
  /** The part of the button's data that names the choice; empty for a button that only sends its words. */
  id: string;
  label: string;
  data: string;
}

export interface Question {
  text: string;
  choices: Choice[];
  asksContact: boolean;
}

export type Deed =
  | { do: 'press'; choice: Choice }
  | { do: 'say'; text: string }
  | { do: 'photo' }
  | { do: 'voice' }
  | { do: 'share'; phone: string };

export interface Habits {
  next(question: Question): Deed;
}

/** What only this household would say; anybody's unless given. */
export interface Voice {
  name: string;
  phone: string;
  story: string;
}

/** Chosen first where they are offered; they lead through the whole way and round again. */
const onward = ['agree', 'permanent', 'no', 'confirm', 'other', 'now', 'assess', 'reopen', 'send', 'start', 'continue', 'skip', 'n2', 'n1'];
/** They lead out of the self-assessment. */
const aside = new Set(['human', 'about', 'language', 'refuse', 'household', 'back']);
const words = [
  'menu',
  'quay lại',
  'đổi',
  'kết quả',
  'gọi giúp',
  'dữ liệu của tôi',
  'trợ giúp',
  'hai',
  '2',
  'Cháu tôi hỏi giờ làm gì nữa ạ?',
];
const stories = ['Tháng 5 tôi học lớp trồng rau sạch ở nhà văn hóa.', 'Cả nhà đọc sách mỗi tối.', 'Bàn học của cháu kê cạnh cửa sổ.'];
const given = ['An', 'Bình', 'Chi', 'Dung', 'Giang', 'Hà', 'Khoa', 'Lan', 'Minh', 'Ngọc'];

export function createHabits(random: Random, voice?: Voice): Habits {
  /** On the way to having everything erased. */
  let erasing = 0;

  function next({ text, choices, asksContact }: Question): Deed {
    if (erasing > 0) {
      erasing -= 1;
      const erase = choices.find(({ label }) => label.startsWith('Xóa'));
      if (erase) return { do: 'press', choice: erase };
      erasing = 0;
    }
    if (random.chance(0.002)) {
      erasing = 3;
      return { do: 'say', text: 'xóa' };
    }
    if (random.chance(0.02)) return { do: 'say', text: random.pick(words) };
    if (random.chance(0.005)) return { do: 'photo' };
    if (random.chance(0.005)) return { do: 'voice' };
    if (asksContact && random.chance(0.5)) return { do: 'share', phone: voice?.phone ?? phone() };
    if (asksContact && choices.length === 0) return { do: 'say', text: 'Không để số' };
    return answer(text, choices);
  }

  function answer(text: string, choices: Choice[]): Deed {
    const levels = choices.filter(({ id }) => id.startsWith('a-'));
    if (levels.length > 0) return { do: 'press', choice: random.pick(levels) };
    if (choices.some(({ id }) => id === 'skip' || id === 'later')) {
      if (/ảnh|chụp/.test(text) && random.chance(0.1)) return { do: 'photo' };
      if (/kể/.test(text) && random.chance(0.3)) return { do: 'say', text: voice?.story ?? random.pick(stories) };
    }
    const finish = choices.find(({ id }) => id === 'finish');
    if (finish && random.chance(0.6)) return { do: 'press', choice: finish };
    const picks = choices.filter(({ id }) => /^o\d+$/.test(id));
    if (picks.length > 0) return { do: 'press', choice: random.pick(picks) };
    if (/phường hay xã/.test(text)) return { do: 'say', text: 'lai thieu' };
    if (/tên|chủ hộ/i.test(text) && choices.length === 0) return { do: 'say', text: voice?.name ?? `Nguyễn Văn Thử ${random.pick(given)}` };
    const first = onward.map((id) => choices.find((choice) => choice.id === id)).find((choice) => choice !== undefined);
    if (first) return { do: 'press', choice: first };
    const rest = choices.filter(({ id }) => !aside.has(id));
    return rest.length > 0 ? { do: 'press', choice: random.pick(rest) } : { do: 'say', text: random.pick(['menu', ...words]) };
  }

  function phone(): string {
    return `+8490${String(random.below(10_000_000)).padStart(7, '0')}`;
  }

  return { next };
}
