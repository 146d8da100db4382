/** The scripts of the plays, and the transcripts that stand for what was said in them: `<script>.yaml`, `<channel>/<script>.txt`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ChannelKind } from '../../../src/channel/channel.ts';
import type { House } from '../../support/talk.ts';

const folder = import.meta.dirname;

const schema = z.strictObject({
  title: z.string(),
  /** Whether self-assessment is open on the day of the first line, 1/11/2026. */
  season: z.enum(['before', 'open']).default('open'),
  lines: z.array(z.coerce.string()).min(1),
});

export type Script = z.infer<typeof schema>;

const windows = {
  before: { opens: '2026-11-20', closes: '2026-12-05' },
  open: { opens: '2026-10-15', closes: '2026-11-15' },
};

/** Their files. */
export const scripts = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort();

export function readScript(file: string): Script {
  return schema.parse(parse(readFileSync(join(folder, file), 'utf8')));
}

export async function setWindow({ deps }: House, season: Script['season']): Promise<void> {
  const { id, dates } = await deps.db.season.findFirstOrThrow({ where: { trial: true } });
  await deps.db.season.update({ where: { id }, data: { dates: { ...(dates as object), selfAssessment: windows[season] } } });
}

export function golden(channel: ChannelKind, file: string): string {
  return readFileSync(pathOf(channel, file), 'utf8');
}

/** Where that is asked for. */
export function update(channel: ChannelKind, file: string, transcript: string): void {
  if (!process.env.UPDATE_GOLDEN) return;
  mkdirSync(join(folder, channel), { recursive: true });
  writeFileSync(pathOf(channel, file), transcript);
}

/** Files of the transcripts of a channel. */
export function transcriptsOf(channel: ChannelKind): string[] {
  return readdirSync(join(folder, channel)).sort();
}

function pathOf(channel: ChannelKind, file: string): string {
  return join(folder, channel, nameOf(file));
}

/** Of the transcript of a script. */
export function nameOf(file: string): string {
  return file.replace('.yaml', '.txt');
}
