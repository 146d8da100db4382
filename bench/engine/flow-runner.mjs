/**
 * Resumes @floip/flow-runner for some seconds on a flow of the same questions: context and choice in as JSON, context out as
 * JSON. `whole`: the context as its documentation stores it, flow and texts within. `lean`: those two are kept outside of
 * the JSON, as a host may do that knows which flow a context is in. The questions come on standard input.
 */
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import runner from '@floip/flow-runner';
import { measure } from './measure.ts';

const { FlowRunner, createContextDataObjectFor, SupportedMode } = runner;
const LANGUAGE = 'vie';
const mode = SupportedMode.TEXT;

const lean = process.argv[3] === 'lean';

/** @type {import('./walk.ts').Question[]} */
const questions = JSON.parse(await text(process.stdin));
const resources = [];
// It reports every stop at a question there.
console.info = () => {};
const flow = toFlow();
const resumes = await walk();
await measure(resumes, async ({ context, choice }) => JSON.stringify(stored((await resume(context, choice)).context)));

/** A block a question. Where it goes on hangs on the answer, as in ours: what is explained or listed, what leads to the next question. */
function toFlow() {
  const ids = questions.map(() => randomUUID());
  const blocks = questions.map((question, index) => ({
    uuid: ids[index],
    name: question.id,
    type: 'MobilePrimitives.SelectOneResponse',
    config: {
      prompt: resource(question.text),
      choices: Object.fromEntries(question.choices.map(({ id, label }) => [id, resource(label)])),
    },
    exits: exitsOf(question, ids[index], ids[index + 1]),
  }));
  const languages = [{ id: LANGUAGE, label: 'Tiếng Việt', iso_639_3: LANGUAGE }];
  return {
    uuid: randomUUID(),
    name: 'assess',
    interaction_timeout: 86_400,
    supported_modes: [mode],
    languages,
    blocks,
    first_block_id: ids[0],
  };
}

function exitsOf({ choices }, here, next) {
  const besides = choices.filter(({ id }) => ['explain', 'more'].includes(id));
  const ways = besides.map(({ id }) => exit({ tag: id, test: `block.value = '${id}'`, destination_block: here }));
  return [...ways, exit({ tag: 'next', default: true, destination_block: next })];
}

function exit(parts) {
  return { uuid: randomUUID(), label: parts.tag, config: {}, ...parts };
}

function resource(value) {
  const uuid = randomUUID();
  const values = [{ language_id: LANGUAGE, content_type: 'TEXT', mime_type: 'text/plain', modes: [mode], value }];
  resources.push({ uuid, values });
  return uuid;
}

/** Walks the flow once and keeps the context before each answer. */
async function walk() {
  const contact = { id: 'c1', name: 'Nguyễn Thị Sen', created_at: new Date().toISOString(), groups: [] };
  const fresh = await createContextDataObjectFor(contact, [], 'user', 'org', [flow], LANGUAGE, mode, resources);
  const first = new FlowRunner(fresh);
  await first.run();
  const steps = [];
  let context = JSON.stringify(stored(fresh));
  for (const { choices } of questions.slice(0, -1)) {
    const choice = JSON.stringify(choices[0].id);
    steps.push({ context, choice });
    const { context: after, asks } = await resume(context, choice);
    if (asks?.block?.uuid === undefined && !asks) throw new Error('The flow ended too early');
    context = JSON.stringify(stored(after));
  }
  return steps;
}

async function resume(json, choice) {
  const parsed = JSON.parse(json);
  const context = lean ? { ...parsed, flows: [flow], resources } : parsed;
  const next = new FlowRunner(context);
  context.cursor.promptConfig.value = JSON.parse(choice);
  const cursor = await next.run();
  return { context, asks: cursor?.prompt };
}

function stored(context) {
  const { flows: _flows, resources: _resources, ...rest } = context;
  return lean ? rest : context;
}
