/** Ids of rubrics: those of `flows/rubrics/` belong to the files there, whose next version may come with any release. */
import { type FlowFile, readFlowFiles, rubricsFolder } from '../flow-files.ts';
import { parseRubric } from '../rubric/parse.ts';

export async function isShipped(rubricId: string): Promise<boolean> {
  return (await readFlowFiles(rubricsFolder)).some((file) => idIn(file) === rubricId);
}

/** The id under which the Hội's own table goes on from a rubric. */
export async function ownId(rubricId: string): Promise<string> {
  return (await isShipped(rubricId)) ? `${rubricId.replace(/-mau$/, '')}-hoi` : rubricId;
}

function idIn({ name, text }: FlowFile): string | null {
  const parsed = parseRubric(text, name);
  return parsed.ok ? parsed.source.data.id : null;
}
