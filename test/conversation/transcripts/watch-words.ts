/** Listens to everything that is said over servers abroad, for what must never be said there. */
import type { Outbound } from '../../../src/channel/channel.ts';
import { fold } from '../../../src/flow/fold.ts';
import type { House } from '../../support/talk.ts';

/** Pages that anybody may open, and links that open once. */
const openLink = /^https:\/\/nhahoc\.example\/(?:k\/[A-Z0-9]{8}|o\/[\w-]{24}|console\/in\/[\w-]{24}|trainings\/[0-9a-f-]{36}\.ics)$/;
/** On a map, where the ward invites everybody to. */
const WAY_TO_TRAINING = 'https://maps.app.goo.gl/kp1';
/** So many words in a row are a quotation and no accident. */
const QUOTED = 4;

export interface WordWatch {
  /** Looks at what was said, and at what is known of people by now. */
  hear(said: Outbound[]): Promise<void>;
  /** How many personal things came up. */
  secrets(): number;
  /** Everything that should not have been said. */
  leaks(): string[];
}

export function watchWords({ database: { raw } }: House): WordWatch {
  const names = new Set<string>();
  const phones = new Set<string>();
  const stories = new Set<string>();
  const heard: Outbound[] = [];

  /** Also what the conversation only remembers; after each line, because what is erased later must not have been said either. */
  async function gather(): Promise<void> {
    const rows = await raw.$queryRawUnsafe<{ kind: 'name' | 'phone' | 'story'; words: string }[]>(`
      SELECT 'name' AS kind, "headName" AS words FROM "Household"
      UNION SELECT 'name', name FROM "Officer"
      UNION SELECT 'name', name FROM "Code" WHERE name <> ''
      UNION SELECT 'name', session -> 'vars' ->> 'head' FROM "Conversation" WHERE session -> 'vars' ->> 'head' <> ''
      UNION SELECT 'phone', phone FROM "Account" WHERE phone <> ''
      UNION SELECT 'phone', session -> 'vars' ->> 'phone' FROM "Conversation" WHERE session -> 'vars' ->> 'phone' <> ''
      -- What the service wrote down of a training is the ward's invitation in its own words: everybody was sent those.
      UNION SELECT 'story', text FROM "Evidence" WHERE text <> '' AND "trainingId" IS NULL
      UNION SELECT 'story', reason FROM "Review" WHERE reason <> ''
      UNION SELECT 'story', note FROM "HelpRequest" WHERE note <> ''`);
    for (const { kind, words } of rows) ({ name: names, phone: phones, story: stories })[kind].add(words);
  }

  function leaksOf({ text, choices, media }: Outbound): string[] {
    const words = [text, ...choices.map(({ label }) => label)].join('\n');
    const folded = ` ${fold(words)} `;
    const digits = words.replace(/[\s.-]/g, '');
    const links = [...(words.match(/https?:\/\/\S+/g) ?? []), ...choices.flatMap(({ url }) => url ?? [])];
    return [
      ...[...names].filter((name) => folded.includes(` ${fold(name)} `)),
      ...[...phones].filter((phone) => digits.includes(phone) || digits.includes(phone.replace(/^0/, '+84'))),
      ...[...stories].flatMap(quotations).filter((quoted) => folded.includes(` ${quoted} `)),
      ...links.filter((link) => !openLink.test(link) && link !== WAY_TO_TRAINING),
      ...(media ? [media.url] : []),
    ].map((leak) => `${leak} in: ${text}`);
  }

  return {
    async hear(said) {
      heard.push(...said);
      await gather();
    },
    secrets: () => names.size + phones.size + stories.size,
    leaks: () => heard.flatMap(leaksOf),
  };
}

/** Every few words of a story in a row; a shorter one is quoted as a whole. */
function quotations(story: string): string[] {
  const words = fold(story).split(' ');
  if (words.length < QUOTED) return [words.join(' ')];
  return words.slice(QUOTED - 1).map((_, at) => words.slice(at, at + QUOTED).join(' '));
}
