/** The HTTP surface: every route, what guards it, and nothing else. */
import compression from 'compression';
import express, { type Express } from 'express';
import { assets, assetsBase } from './assets.ts';
import { filesRoute } from './chat/files.ts';
import { claimHandoverRoute, makeHandoverRoute } from './chat/handover.ts';
import { linesRoute } from './chat/lines.ts';
import { messagesRoute } from './chat/messages.ts';
import { sessionRoute } from './chat/session.ts';
import { streamRoute } from './chat/stream.ts';
import { answerProblems, notFound } from './errors.ts';
import { alive, figures, ready } from './health.ts';
import { createLimiters } from './limiters.ts';
import { defaultLimits } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { announcedFileRoute } from './pages/announced.ts';
import { calendarRoute } from './pages/calendar.ts';
import { cardFileRoute, cardPageRoute } from './pages/card.ts';
import { codePage } from './pages/code.ts';
import { evidenceListPage, evidencePage } from './pages/evidence.ts';
import { fileRoute } from './pages/files.ts';
import { homePage, wordsRoute } from './pages/home.ts';
import { lookUpPage } from './pages/look-up.ts';
import { dataFileRoute, dataPageRoute } from './pages/my-data.ts';
import { oneTimePage, openOneTimeRoute } from './pages/one-time.ts';
import { progressPictureRoute } from './pages/progress.ts';
import { takeToZaloRoute, zaloCodePage } from './pages/zalo-code.ts';
import type { Parts } from './parts.ts';
import { requestLog } from './request-log.ts';
import { sameOriginForm, sameOriginOnly, securityHeaders } from './security.ts';
import { readerOnly, visitorOnly } from './visitor.ts';
import { telegramWebhook } from './webhooks/telegram.ts';
import { zaloProbe, zaloWebhook } from './webhooks/zalo.ts';

export type { ChatRoom, Parts } from './parts.ts';

/** Nothing that is typed in a chat comes near this. */
const BODY_LIMIT = '64kb';

/** Ready to be listened with. `parts.stopping` lets go of open streams, which would keep a server from closing. */
export function createApp(parts: Parts): Express {
  const app = express();
  const metrics = createMetrics(parts);
  const limits = { ...defaultLimits, ...parts.limits };
  const limit = createLimiters(limits);
  const visitor = visitorOnly(parts);
  const reader = readerOnly(parts);
  const ours = sameOriginOnly(parts.publicUrl);
  const json = express.json({ limit: BODY_LIMIT });
  // Not for the stream of the chat, whose events must not wait for one another.
  const packed = compression();

  app.disable('x-powered-by');
  // A reverse proxy on this machine or in the same private network names the visitor's address.
  app.set('trust proxy', 'loopback, uniquelocal');
  app.set('query parser', 'simple');

  app.use(requestLog(parts.log, metrics), securityHeaders(parts.publicUrl));
  app.get('/healthz', alive);
  app.use(assetsBase, packed, assets());
  // A platform delivers for everybody from few addresses.
  if (parts.telegram?.hook) app.post('/webhooks/telegram', telegramWebhook(parts.telegram.hook, parts.log));
  if (parts.zalo) app.route('/webhooks/zalo').get(zaloProbe).post(zaloWebhook(parts.zalo.hook, parts.log));
  app.use(limit.address);
  app.get('/readyz', ready(parts));
  app.get('/metrics', figures(metrics));

  app.get('/', homePage(parts));
  app.get('/k/:code', codePage(parts));
  app.get('/k/:code/zalo', zaloCodePage(parts));
  app.post('/k/:code/zalo', limit.digits, limit.guesses, takeToZaloRoute(parts));
  app.get('/o/:code', oneTimePage(parts));
  app.post('/o/:code', sameOriginForm(parts.publicUrl), limit.opens, openOneTimeRoute(parts));
  app.get('/v/:code', limit.lookups, limit.guesses, lookUpPage(parts));
  app.get('/trainings/:id.ics', limit.lookups, limit.guesses, calendarRoute(parts));
  app.get('/tin/:key', announcedFileRoute(parts));
  app.get('/so-do/:name.png', progressPictureRoute(parts));
  app.get('/evidence', reader, limit.data, evidenceListPage(parts));
  app.get('/evidence/:id', reader, limit.files, evidencePage(parts));
  app.get('/files/:id', reader, limit.files, fileRoute(parts, { thumb: false }));
  app.get('/files/:id/thumb', reader, limit.files, fileRoute(parts, { thumb: true }));
  app.get('/me/data', reader, limit.data, dataPageRoute(parts));
  app.get('/me/data.json', reader, limit.data, dataFileRoute(parts));
  app.get('/me/card', reader, limit.data, cardPageRoute(parts));
  app.get('/me/card.png', reader, limit.data, cardFileRoute(parts));
  app.get('/chat/words/:language', wordsRoute(parts));

  app.get('/chat/lines', visitor, linesRoute(parts));
  app.get('/chat/events', visitor, streamRoute(parts, metrics, limits));
  app.post('/chat/session', ours, limit.sessions, json, sessionRoute(parts));
  app.post('/chat/messages', ours, visitor, limit.messages, json, messagesRoute(parts));
  app.post('/chat/files', ours, visitor, limit.uploads, filesRoute(parts, limits));
  app.post('/chat/handover', ours, visitor, limit.handovers, json, makeHandoverRoute(parts));
  app.post('/chat/handover/claim', ours, limit.claims, json, claimHandoverRoute(parts));

  if (parts.console) app.use('/console', packed, parts.console);

  app.use(notFound);
  app.use(answerProblems(parts));
  return app;
}
