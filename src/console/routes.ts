/** Every page of the console: where it is, whom it is for, and what makes it. The menu follows this order. */
import { areaCountsPage } from './pages/counts-area.ts';
import { countsPage } from './pages/counts-city.ts';
import { countsFile } from './pages/counts-file.ts';
import { wardCountsPage } from './pages/counts-ward.ts';
import { beginByCode, enterByCodePage } from './pages/enter-by-code.ts';
import { enterByLink, enterByLinkPage } from './pages/enter-by-link.ts';
import { askFresh, freshPage } from './pages/fresh.ts';
import { householdsPage, householdWardsPage } from './pages/households.ts';
import { leave } from './pages/leave.ts';
import { startPage } from './pages/start.ts';
import { anyDuty, type ConsoleRoute, type Duty } from './route.ts';

/** The city sees counts, and never a household. */
const counting: readonly Duty[] = ['city', 'ward', 'hamlet'];
const lookingAfter: readonly Duty[] = ['ward', 'hamlet'];

export const routes: readonly ConsoleRoute[] = [
  { method: 'get', path: '/enter', who: 'anyone', limit: 'looks', handle: enterByCodePage },
  { method: 'post', path: '/enter', who: 'anyone', limit: 'entries', handle: beginByCode },
  { method: 'get', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLinkPage },
  { method: 'post', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLink },

  { method: 'get', path: '/', who: anyDuty, menu: 'start', handle: startPage },
  { method: 'get', path: '/counts', who: counting, menu: 'counts', handle: countsPage },
  { method: 'get', path: '/counts/:unitId', who: counting, handle: wardCountsPage },
  { method: 'get', path: '/counts/:unitId/:areaId', who: counting, handle: areaCountsPage },
  { method: 'get', path: '/counts-file', who: counting, fresh: true, givesFile: true, handle: countsFile },
  { method: 'get', path: '/counts-file/:unitId', who: counting, fresh: true, givesFile: true, handle: countsFile },
  { method: 'get', path: '/households', who: lookingAfter, menu: 'households', handle: householdWardsPage },
  { method: 'get', path: '/households/:unitId', who: lookingAfter, handle: householdsPage },
  { method: 'post', path: '/households/:unitId', who: lookingAfter, handle: householdsPage },
  { method: 'get', path: '/fresh', who: anyDuty, handle: freshPage },
  { method: 'post', path: '/fresh', who: anyDuty, handle: askFresh },
  { method: 'post', path: '/leave', who: anyDuty, handle: leave },
];
