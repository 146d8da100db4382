/** `nhahoc graph`: draws every dialog into docs/dialogs/, and notes new versions in flows/dialogs/versions.lock. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialog } from '../flow/definition.ts';
import { drawDialog, drawDialogs } from '../flow/graph.ts';
import { createLocale, sourceLanguage } from '../locale/locale.ts';
import { inOneLine } from '../yaml/read-yaml.ts';
import { noteVersions } from './dialog-versions.ts';
import { projectFolder } from './project-folder.ts';
import { readFlows } from './read-flows.ts';
import type { Shell } from './shell.ts';

export const drawingsFolder = join(projectFolder, 'docs', 'dialogs');

export async function run(_args: string[], { print, complain }: Shell): Promise<number> {
  const drawings = await drawAll();
  await mkdir(drawingsFolder, { recursive: true });
  const gone = (await readdir(drawingsFolder)).filter((name) => !drawings.has(name));
  await Promise.all(gone.map((name) => rm(join(drawingsFolder, name))));
  await Promise.all([...drawings].map(([name, text]) => writeFile(join(drawingsFolder, name), text)));
  print(`docs/dialogs: ${drawings.size} pages`);
  const { added, findings } = await noteVersions(join(projectFolder, 'flows', 'dialogs'));
  print(`flows/dialogs/versions.lock: ${added.join(', ') || 'nothing new'}`);
  for (const finding of findings) complain(`${inOneLine(finding)}\n`);
  return findings.length === 0 ? 0 : 1;
}

/** File name → page. */
export async function drawAll(): Promise<ReadonlyMap<string, string>> {
  const { dialogs } = await readFlows();
  const sentences = createLocale().keys(sourceLanguage);
  const say = (key: string) => sentences.get(key)?.text ?? key;
  return new Map([['README.md', overview(dialogs)], ...dialogs.map((dialog) => [`${dialog.id}.md`, page(dialog, say)] as const)]);
}

function page(dialog: Dialog, say: (key: string) => string): string {
  const file = `../../flows/dialogs/${dialog.id}.yaml`;
  const about = dialog.about ? `${dialog.about}\n\n` : '';
  return `# ${dialog.id}\n\n${about}Drawn from [${dialog.id}.yaml](${file}), version ${dialog.version}, by \`npm run graph\`. [All dialogs](README.md)\n\n${fenced(drawDialog(dialog, say))}`;
}

function overview(dialogs: readonly Dialog[]): string {
  const list = dialogs.map(({ id, about }) => `- [${id}](${id}.md)${about ? `: ${about}` : ''}`).join('\n');
  return `# The dialogs\n\nDrawn by \`npm run graph\`. Full arrows come back, dotted ones do not; words that work anywhere are in [words.yaml](../../flows/words.yaml).\n\n${list}\n\n${fenced(drawDialogs(dialogs))}`;
}

function fenced(drawing: string): string {
  return `\`\`\`mermaid\n${drawing}\n\`\`\`\n`;
}
