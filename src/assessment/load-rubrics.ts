/** Rubric files become stored versions, which never change. A file with a mistake is refused; what is stored stays. */

import { contentHash } from '../canonical.ts';
import type { Deps } from '../deps.ts';
import { type FlowFile, readFlowFiles, rubricsFolder } from '../flow-files.ts';
import type { Rubric } from '../rubric/definition.ts';
import { parseRubric } from '../rubric/parse.ts';
import { unverifiedLines } from '../rubric/provenance.ts';
import type { Finding, Source } from '../yaml/read-yaml.ts';

export interface LoadedRubrics {
  /** `gdht-324-mau v1`, new ones only. */
  stored: string[];
  /** Why a file was not taken. */
  refused: Finding[];
}

/** Reads the folder and stores what is new. Every refusal is also logged, with file, line and remedy. */
export async function loadRubrics(deps: Deps, { folder = rubricsFolder }: { folder?: string } = {}): Promise<LoadedRubrics> {
  const loaded: LoadedRubrics = { stored: [], refused: [] };
  for (const file of await readFlowFiles(folder)) await loadFile(deps, file, loaded);
  for (const finding of loaded.refused) deps.log.warn(finding, 'rubric refused');
  return loaded;
}

async function loadFile(deps: Deps, { name, text }: FlowFile, loaded: LoadedRubrics): Promise<void> {
  const parsed = parseRubric(text, name);
  if (!parsed.ok) {
    loaded.refused.push(...parsed.findings);
    return;
  }
  const { data } = parsed.source;
  const outcome = await store(deps, parsed.source);
  if (outcome === 'other') loaded.refused.push(changed(parsed.source));
  if (outcome !== 'stored') return;
  loaded.stored.push(`${data.id} v${data.version}`);
  deps.log.info({ rubric: data.id, version: data.version, unverified: unverifiedLines(data).length }, 'rubric stored');
}

/** `same`: it was there already. `other`: this version is there with other content. */
async function store(deps: Deps, { data, raw }: Source<Rubric>): Promise<'stored' | 'same' | 'other'> {
  // Of what the file says: defaults that a later release adds do not make it another rubric.
  const sha256 = contentHash(raw);
  const { id: rubricId, version, title } = data;
  const { count } = await deps.db.rubricVersion.createMany({
    data: [{ id: deps.ids.next(), rubricId, version, title, sha256, body: data, createdAt: deps.clock.now() }],
    skipDuplicates: true,
  });
  if (count === 1) return 'stored';
  const there = await deps.db.rubricVersion.findUniqueOrThrow({ where: { rubricId_version: { rubricId, version } } });
  return there.sha256 === sha256 ? 'same' : 'other';
}

function changed({ data, finding }: Source<Rubric>): Finding {
  const problem = `version ${data.version} of ${data.id} is in use with other content, and a version never changes`;
  return finding(['version'], problem, `set version: ${data.version + 1}, or take the change back`);
}
