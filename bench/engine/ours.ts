/** Resumes our engine for some seconds: session and press in as JSON, session and what is said out as JSON. Prints what it measured. */
import { step } from '../../src/flow/engine.ts';
import type { FlowEvent, Input, Session } from '../../src/flow/session.ts';
import { measure } from './measure.ts';
import { NOW, walkForm } from './walk.ts';

const { world, resumes } = await walkForm();
await measure(resumes, (resume) => {
  const said: FlowEvent[] = [];
  let result = step(world, JSON.parse(resume.session) as Session, JSON.parse(resume.input) as Input, NOW);
  said.push(...result.events);
  for (const answer of resume.answers) {
    const request = result.requests[0]?.id ?? 0;
    result = step(world, result.session, { type: 'result', request, ...answer }, NOW);
    said.push(...result.events);
  }
  return JSON.stringify({ session: result.session, said });
});
