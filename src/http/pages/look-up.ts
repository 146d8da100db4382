/** What the code on a card leads to: whether the household is recognised, for whoever was shown the card. Nobody is named who does not want it. */
import type { Request, RequestHandler, Response } from 'express';
import { readCode, spacedCode } from '../../household/household-code.ts';
import { type Naming, namingOf } from '../../household/may-be-named.ts';
import { type DecidedLine, decidedAt } from '../../outcome/decided-line.ts';
import { html } from '../html.ts';
import { depsOf, type Parts } from '../parts.ts';
import { languageFor } from './code.ts';
import { leaflet, type Say, sayer, sendPage } from './page.ts';

export function lookUpPage(parts: Parts): RequestHandler {
  return async (request, response) => {
    const deps = depsOf(parts);
    const code = readCode(String(request.params.code));
    const line = code === null ? null : await decidedAt(deps, code);
    response.set('x-robots-tag', 'noindex, nofollow');
    if (code === null || !line) return unknown(parts, request, response);
    const language = await languageFor(parts, request, response);
    const say = sayer(parts, language);
    // Without a name there is nothing to choose.
    const naming = line.head === '' ? 'nameless' : await namingOf(deps, line);
    const content = line.outcome === 'recognised' ? stands(say, line, naming) : corrected(say, line);
    const title = say(line.outcome === 'recognised' ? 'lookUp.title' : 'lookUp.correctedTitle');
    sendPage(response, leaflet(parts, language, title, html`${content}<p>${say('lookUp.code', { code: spacedCode(code) })}</p>`));
  };
}

function stands(say: Say, { head, area, unit, year, decision }: DecidedLine, naming: Naming | 'nameless') {
  return html`<p><strong>${say('lookUp.stands', { year: String(year) })}</strong></p>
<ul>
<li>${naming === 'agreed' ? say('lookUp.head', { head }) : say(`lookUp.named.${naming}`)}</li>
<li>${say('lookUp.place', { area, unit })}</li>
<li>${say('lookUp.decision', { number: decision.number, date: written(decision.date), unit })}</li>
</ul>
<p>${say('lookUp.only')}</p>`;
}

function corrected(say: Say, { unit, year, decision }: DecidedLine) {
  return html`<p>${say('lookUp.corrected', { number: decision.number, date: written(decision.date), unit, year: String(year) })}</p>`;
}

/** `2026-12-10` → `10/12/2026`, as it stands on the card. */
function written(date: string): string {
  return date.split('-').reverse().join('/');
}

/** A slip of the finger, most of the time. */
async function unknown(parts: Parts, request: Request, response: Response): Promise<void> {
  const language = await languageFor(parts, request, response);
  const say = sayer(parts, language);
  response.status(404);
  sendPage(response, leaflet(parts, language, say('lookUp.unknown'), html`<p>${say('lookUp.unknownHow')}</p>`));
}
