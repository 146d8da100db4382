/** Every page of the console: where it is, whom it is for, and what makes it. The menu follows this order. */
import { beginByCode, enterByCodePage } from './pages/enter-by-code.ts';
import { enterByLink, enterByLinkPage } from './pages/enter-by-link.ts';
import { askFresh, freshPage } from './pages/fresh.ts';
import { leave } from './pages/leave.ts';
import { startPage } from './pages/start.ts';
import { anyDuty, type ConsoleRoute } from './route.ts';

export const routes: readonly ConsoleRoute[] = [
  { method: 'get', path: '/enter', who: 'anyone', limit: 'looks', handle: enterByCodePage },
  { method: 'post', path: '/enter', who: 'anyone', limit: 'entries', handle: beginByCode },
  { method: 'get', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLinkPage },
  { method: 'post', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLink },

  { method: 'get', path: '/', who: anyDuty, menu: 'start', handle: startPage },
  { method: 'get', path: '/fresh', who: anyDuty, handle: freshPage },
  { method: 'post', path: '/fresh', who: anyDuty, handle: askFresh },
  { method: 'post', path: '/leave', who: anyDuty, handle: leave },
];
