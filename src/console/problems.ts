/** What went wrong, in a page of the console. */
import type { ErrorRequestHandler } from 'express';
import { asProblem } from '../http/errors.ts';
import { html } from '../http/html.ts';
import type { Parts } from '../http/parts.ts';
import { routeOf } from '../http/request-log.ts';
import { noteLeft, officerTokenOf, takeOfficerToken } from './cookies.ts';
import { form, LANGUAGE, show, showOutside } from './frame.ts';
import { callOf } from './guards.ts';
import { fieldsOf } from './keep-form.ts';
import type { Entered, Visit } from './route.ts';

export function answerConsoleProblems(parts: Parts): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = asProblem(error);
    if (problem.status >= 500) parts.log.error({ err: error, problem: problem.code, route: routeOf(request) }, 'request failed');
    if (response.headersSent) {
      // Half an answer is on its way: only a broken connection says so.
      response.destroy();
      return;
    }
    if (problem.code === 'notSignedIn') {
      if (officerTokenOf(request) !== null) noteLeft(response, parts.publicUrl);
      takeOfficerToken(response, parts.publicUrl);
      response.redirect(303, '/console/enter');
      return;
    }
    const visit: Visit | undefined = response.locals.visit;
    const call = callOf(parts, request, response);
    const own = `problem.${problem.code}`;
    const sentence = parts.locale.has(`console:${own}`) ? call.say(own) : parts.locale.t(`problem:${problem.code}`, LANGUAGE);
    const sheet = {
      title: call.say('problem.title'),
      content: html`<p>${sentence}</p>
${visit?.entered && problem.status >= 500 ? onceMore(visit, visit.entered) : null}
<p><a class="button first" href="/console">${call.say('toStart')}</a></p>`,
      status: problem.status,
    };
    if (visit) show(visit, sheet);
    else showOutside(call, sheet);
  };
}

/** It is we who failed: what was filled in can be sent again. */
function onceMore(visit: Visit, { action, fields }: Entered) {
  return form(visit, action, html`${fieldsOf(fields)}<button>${visit.say('problem.onceMore')}</button>`);
}
