/** Every page of the console: where it is, whom it is for, and what makes it. The menu follows this order. */
import { roles } from '../officer/duty.ts';
import { auditPage } from './pages/audit.ts';
import { beginByCode, enterByCodePage } from './pages/enter-by-code.ts';
import { enterByLink, enterByLinkPage } from './pages/enter-by-link.ts';
import { askFresh, freshPage } from './pages/fresh.ts';
import { closeHelpRoute, helpPage, takeHelpRoute } from './pages/help.ts';
import { invitePage, inviteRoute } from './pages/invite.ts';
import { leave } from './pages/leave.ts';
import { dropAccountRoute, officersPage, revokeGrantRoute, withdrawInvitationRoute } from './pages/officers.ts';
import { dropTemplateRoute, keepTemplateRoute, takeTemplateRoute, templatesPage } from './pages/paper-templates.ts';
import { areaListRoute, areaPapersPage, meetingRecordRoute, papersPage, wardPaperRoute } from './pages/papers.ts';
import { startPage } from './pages/start.ts';
import type { ConsoleRoute } from './route.ts';

/** Who gives duties to others. */
const LEADERS = ['operator', 'city', 'ward', 'hamlet'] as const;
/** Who answers for households, or for those whose place nobody knows. */
const ANSWER = ['city', 'ward', 'hamlet'] as const;
/** Who looks after households: the ward's, or the khu phố's. */
const KEEPERS = ['ward', 'hamlet'] as const;

export const routes: readonly ConsoleRoute[] = [
  { method: 'get', path: '/enter', who: 'anyone', limit: 'looks', handle: enterByCodePage },
  { method: 'post', path: '/enter', who: 'anyone', limit: 'entries', handle: beginByCode },
  { method: 'get', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLinkPage },
  { method: 'post', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLink },

  { method: 'get', path: '/', who: roles, menu: 'start', handle: startPage },
  { method: 'get', path: '/help', who: ANSWER, menu: 'help', handle: helpPage },
  { method: 'post', path: '/help/:id/take', who: ANSWER, handle: takeHelpRoute },
  { method: 'post', path: '/help/:id/close', who: ANSWER, handle: closeHelpRoute },

  { method: 'get', path: '/papers', who: KEEPERS, menu: 'papers', handle: papersPage },
  { method: 'post', path: '/papers/ward', who: ['ward'], fresh: true, givesFile: true, handle: wardPaperRoute },
  { method: 'get', path: '/papers/areas/:id', who: KEEPERS, fresh: true, handle: areaPapersPage },
  { method: 'post', path: '/papers/areas/:id/meeting', who: KEEPERS, fresh: true, givesFile: true, handle: meetingRecordRoute },
  { method: 'post', path: '/papers/areas/:id/list', who: KEEPERS, fresh: true, givesFile: true, handle: areaListRoute },
  { method: 'get', path: '/papers/templates', who: ['ward'], fresh: true, handle: templatesPage },
  { method: 'post', path: '/papers/templates', who: ['ward'], fresh: true, takesFile: true, handle: keepTemplateRoute },
  { method: 'post', path: '/papers/templates/drop', who: ['ward'], fresh: true, handle: dropTemplateRoute },
  { method: 'post', path: '/papers/templates/take', who: ['ward'], givesFile: true, handle: takeTemplateRoute },

  { method: 'get', path: '/officers', who: LEADERS, menu: 'officers', handle: officersPage },
  { method: 'get', path: '/officers/invite', who: LEADERS, fresh: true, handle: invitePage },
  { method: 'post', path: '/officers/invite', who: LEADERS, fresh: true, handle: inviteRoute },
  { method: 'post', path: '/officers/invitations/:id/withdraw', who: LEADERS, handle: withdrawInvitationRoute },
  { method: 'post', path: '/officers/grants/:id/revoke', who: LEADERS, handle: revokeGrantRoute },
  { method: 'post', path: '/officers/accounts/:id/drop', who: LEADERS, handle: dropAccountRoute },

  { method: 'get', path: '/audit', who: ['operator', 'city'], menu: 'audit', handle: auditPage },

  { method: 'get', path: '/fresh', who: roles, handle: freshPage },
  { method: 'post', path: '/fresh', who: roles, handle: askFresh },
  { method: 'post', path: '/leave', who: roles, handle: leave },
];
