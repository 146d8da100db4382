/** Every page of the console: where it is, whom it is for, and what makes it. The menu follows this order. */
import { roles } from '../officer/duty.ts';
import { putAwayRoute } from './late-form.ts';
import {
  announcementPage,
  cancelAnnouncementRoute,
  followUpRoute,
  groupRoute,
  pauseRoute,
  restRoute,
  resumeRoute,
  secondSendingRoute,
} from './pages/announcement.ts';
import { discardRoute, saveDraftRoute } from './pages/announcement-draft.ts';
import { recipientsFileRoute, recipientsPage, tickToldRoute, toTellPage } from './pages/announcement-households.ts';
import { addFileRoute, confirmAnnouncementRoute, dropFileRoute, previewPage, testRoute } from './pages/announcement-preview.ts';
import {
  announcementsPage,
  draftForUnsentRoute,
  newAnnouncementRoute,
  saveSendingSettingsRoute,
  sendingSettingsPage,
} from './pages/announcements.ts';
import { answerPage } from './pages/answer.ts';
import { assistPage, beginAssistRoute, searchToAssist } from './pages/assist.ts';
import { slipPaperRoute } from './pages/assist-slip.ts';
import {
  answersRoute,
  fillHouseholdRoute,
  reopenFormRoute,
  sendFormRoute,
  slipRoute,
  takeBackRoute,
  visitPage,
} from './pages/assist-visit.ts';
import { auditPage } from './pages/audit.ts';
import { areaCountsPage } from './pages/counts-area.ts';
import { countsPage } from './pages/counts-city.ts';
import { countsFile } from './pages/counts-file.ts';
import { wardCountsPage } from './pages/counts-ward.ts';
import { datesPage, lookAtDatesRoute, moveDatesRoute, wardDatesPage } from './pages/dates.ts';
import {
  correctDecisionRoute,
  decisionLinesRoute,
  decisionPage,
  decisionPaperRoute,
  secondRoute,
  stopDecisionRoute,
} from './pages/decision.ts';
import { answerObjectionRoute, confirmDecisionRoute, decisionSettingsRoute, decisionsPage, wardDecisionsPage } from './pages/decisions.ts';
import { apartRoute, comparePage, doublesPage, mergeRoute } from './pages/doubles.ts';
import { beginByCode, enterByCodePage } from './pages/enter-by-code.ts';
import { enterByLink, enterByLinkPage } from './pages/enter-by-link.ts';
import { evidenceFile, evidencePage, evidenceThumb, takeOutRoute } from './pages/evidence.ts';
import { askRoute, changeRoute, confirmRoute, filePage, keepRoute, lookIntoFile, unconfirmRoute, withdrawRoute } from './pages/file.ts';
import { askFresh, freshPage } from './pages/fresh.ts';
import { answerHelpRoute, closeHelpRoute, helpPage, passHelpRoute, takeHelpRoute } from './pages/help.ts';
import {
  confirmHouseholdRoute,
  declineLateHouseholdRoute,
  eraseHouseholdRoute,
  householdCodeRoute,
  householdPage,
  permitLateHouseholdRoute,
  placeHouseholdRoute,
  unconfirmHouseholdRoute,
  undoApartRoute,
  undoMergeRoute,
  unlinkMemberRoute,
} from './pages/household.ts';
import { confirmManyRoute, householdsPage, householdWardsPage } from './pages/households.ts';
import { invitePage, inviteRoute } from './pages/invite.ts';
import { leave } from './pages/leave.ts';
import { lookPage, lookRoute } from './pages/look.ts';
import { dropAccountRoute, officersPage, revokeGrantRoute, withdrawInvitationRoute } from './pages/officers.ts';
import { outcomesPage, tellOutcomesRoute, tickOffRoute } from './pages/outcomes.ts';
import { dropTemplateRoute, keepTemplateRoute, takeTemplateRoute, templatesPage } from './pages/paper-templates.ts';
import { areaListRoute, areaPapersPage, meetingRecordRoute, meetingRoute, papersPage, wardPaperRoute } from './pages/papers.ts';
import { confirmUnflaggedRoute, queuePage, searchQueue } from './pages/queue.ts';
import { remindersPage, tickRemindedRoute } from './pages/reminders.ts';
import { cityCalendarPage } from './pages/reminders-city.ts';
import { applyRosterRoute, previewRosterRoute, rosterPage, rosterTemplateRoute } from './pages/roster.ts';
import { forceRubricRoute, rubricPage } from './pages/rubric.ts';
import { rubricsPage, rubricTableRoute, takeRubricRoute } from './pages/rubrics.ts';
import { confirmOnSheetRoute, saveSheetRoute, sheetPage } from './pages/sheet.ts';
import { sheetFileRoute, takeSheetFileRoute } from './pages/sheet-file.ts';
import { sheetsPage } from './pages/sheets.ts';
import { startPage } from './pages/start.ts';
import {
  attendanceFileRoute,
  cancelTrainingRoute,
  changeTrainingRoute,
  findToTickRoute,
  inviteOfficersRoute,
  inviteToTrainingRoute,
  tickAttendanceRoute,
  trainingDoorPage,
  trainingPage,
  untickAttendanceRoute,
} from './pages/training.ts';
import { planTrainingPage, planTrainingRoute, trainingsPage } from './pages/trainings.ts';
import type { ConsoleRoute } from './route.ts';

/** Who gives duties to others. */
const LEADERS = ['operator', 'city', 'ward', 'hamlet'] as const;
/** Who looks after households: the ward's, or the khu phố's. */
const KEEPERS = ['ward', 'hamlet'] as const;
/** The city too: it answers those whose place nobody knows, and sees counts; a household only for a reason. */
const CITY_TOO = ['city', ...KEEPERS] as const;
/** Who fills in for households that are with them. */
const FILL_IN = [...KEEPERS, 'helper'] as const;

export const routes: readonly ConsoleRoute[] = [
  { method: 'get', path: '/enter', who: 'anyone', limit: 'looks', handle: enterByCodePage },
  { method: 'post', path: '/enter', who: 'anyone', limit: 'entries', handle: beginByCode },
  { method: 'get', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLinkPage },
  { method: 'post', path: '/in/:code', who: 'anyone', limit: 'entries', handle: enterByLink },

  { method: 'get', path: '/', who: roles, menu: 'start', handle: startPage },
  { method: 'get', path: '/answers/:id', who: roles, handle: answerPage },
  { method: 'get', path: '/queue', who: KEEPERS, menu: 'queue', handle: queuePage },
  { method: 'post', path: '/queue', who: KEEPERS, handle: searchQueue },
  { method: 'post', path: '/queue/together', who: KEEPERS, handle: confirmUnflaggedRoute },
  { method: 'get', path: '/files/:id', who: CITY_TOO, about: 'file', handle: filePage },
  { method: 'post', path: '/files/:id/look', who: ['city'], handle: lookIntoFile },
  { method: 'get', path: '/look', who: ['city'], menu: 'look', handle: lookPage },
  { method: 'post', path: '/look', who: ['city'], handle: lookRoute },
  { method: 'post', path: '/files/:id/confirm', who: KEEPERS, keeps: '/files/:id', button: '/files/:id/ask', handle: confirmRoute },
  { method: 'post', path: '/files/:id/unconfirm', who: KEEPERS, keeps: '/files/:id', button: '/files/:id/ask', handle: unconfirmRoute },
  { method: 'post', path: '/files/:id/keep', who: KEEPERS, keeps: '/files/:id', button: '/files/:id/ask', handle: keepRoute },
  { method: 'post', path: '/files/:id/change', who: KEEPERS, keeps: '/files/:id', button: '/files/:id/ask', handle: changeRoute },
  { method: 'post', path: '/files/:id/ask', who: KEEPERS, keeps: '/files/:id', button: '/files/:id/ask', handle: askRoute },
  { method: 'post', path: '/files/:id/withdraw', who: KEEPERS, keeps: '/files/:id', button: '/files/:id/ask', handle: withdrawRoute },
  { method: 'get', path: '/evidence/:id', who: CITY_TOO, about: 'piece', handle: evidencePage },
  { method: 'get', path: '/evidence/:id/file', who: CITY_TOO, handle: evidenceFile },
  { method: 'get', path: '/evidence/:id/thumb', who: CITY_TOO, handle: evidenceThumb },
  { method: 'post', path: '/evidence/:id/take-out', who: KEEPERS, handle: takeOutRoute },

  { method: 'get', path: '/help', who: CITY_TOO, menu: 'help', handle: helpPage },
  { method: 'post', path: '/help/:id/take', who: CITY_TOO, handle: takeHelpRoute },
  { method: 'post', path: '/help/:id/answer', who: CITY_TOO, keeps: '/help', handle: answerHelpRoute },
  { method: 'post', path: '/help/:id/pass', who: ['city'], handle: passHelpRoute },
  { method: 'post', path: '/help/:id/close', who: CITY_TOO, handle: closeHelpRoute },

  { method: 'get', path: '/assist', who: FILL_IN, menu: 'assist', handle: assistPage },
  { method: 'post', path: '/assist', who: FILL_IN, handle: searchToAssist },
  { method: 'post', path: '/assist/begin', who: FILL_IN, handle: beginAssistRoute },
  { method: 'get', path: '/assist/slips/:unitId', who: FILL_IN, givesFile: true, handle: slipPaperRoute },
  { method: 'get', path: '/assist/:id', who: FILL_IN, about: 'visit', handle: visitPage },
  { method: 'post', path: '/assist/:id/slip', who: FILL_IN, keeps: '/assist/:id', handle: slipRoute },
  { method: 'post', path: '/assist/:id/take-back', who: FILL_IN, handle: takeBackRoute },
  {
    method: 'post',
    path: '/assist/:id/household',
    who: FILL_IN,
    keeps: '/assist/:id',
    button: '/assist/:id/answers',
    handle: fillHouseholdRoute,
  },
  { method: 'post', path: '/assist/:id/answers', who: FILL_IN, keeps: '/assist/:id', button: '/assist/:id/answers', handle: answersRoute },
  { method: 'post', path: '/assist/:id/send', who: FILL_IN, keeps: '/assist/:id', button: '/assist/:id/answers', handle: sendFormRoute },
  { method: 'post', path: '/assist/:id/reopen', who: FILL_IN, handle: reopenFormRoute },

  { method: 'get', path: '/sheets', who: KEEPERS, menu: 'sheets', handle: sheetsPage },
  { method: 'get', path: '/sheets/:id', who: KEEPERS, about: 'sheet', handle: sheetPage },
  { method: 'post', path: '/sheets/:id', who: KEEPERS, keeps: '/sheets/:id', handle: saveSheetRoute },
  { method: 'post', path: '/sheets/:id/together', who: KEEPERS, keeps: '/sheets/:id', button: '/sheets/:id', handle: confirmOnSheetRoute },
  { method: 'get', path: '/sheets/:id/file', who: KEEPERS, fresh: true, givesFile: true, handle: sheetFileRoute },
  { method: 'post', path: '/sheets/:id/file', who: KEEPERS, takesFile: true, handle: takeSheetFileRoute },

  { method: 'get', path: '/outcomes', who: KEEPERS, menu: 'outcomes', handle: outcomesPage },
  { method: 'post', path: '/outcomes/tell', who: KEEPERS, fresh: true, handle: tellOutcomesRoute },
  { method: 'post', path: '/outcomes/told', who: KEEPERS, keeps: '/outcomes', handle: tickOffRoute },

  { method: 'get', path: '/reminders', who: KEEPERS, menu: 'reminders', handle: remindersPage },
  { method: 'post', path: '/reminders/told', who: KEEPERS, keeps: '/reminders', handle: tickRemindedRoute },
  { method: 'get', path: '/calendar', who: ['city'], menu: 'calendar', handle: cityCalendarPage },

  { method: 'get', path: '/dates', who: KEEPERS, menu: 'dates', handle: datesPage },
  { method: 'get', path: '/dates/wards/:unitId', who: ['ward'], about: 'wardDates', handle: wardDatesPage },
  {
    method: 'post',
    path: '/dates/wards/:unitId',
    who: ['ward'],
    about: 'wardDates',
    keeps: '/dates/wards/:unitId',
    handle: lookAtDatesRoute,
  },
  { method: 'post', path: '/dates/wards/:unitId/move', who: ['ward'], fresh: true, handle: moveDatesRoute },

  { method: 'get', path: '/roster', who: ['ward'], menu: 'roster', handle: rosterPage },
  { method: 'post', path: '/roster/template', who: ['ward'], givesFile: true, handle: rosterTemplateRoute },
  { method: 'post', path: '/roster/preview', who: ['ward'], takesFile: true, handle: previewRosterRoute },
  { method: 'post', path: '/roster/apply', who: ['ward'], handle: applyRosterRoute },
  { method: 'get', path: '/papers', who: KEEPERS, menu: 'papers', handle: papersPage },
  { method: 'post', path: '/papers/ward', who: ['ward'], fresh: true, givesFile: true, keeps: '/papers', handle: wardPaperRoute },
  { method: 'get', path: '/papers/areas/:id', who: KEEPERS, about: 'areaPapers', handle: areaPapersPage },
  { method: 'post', path: '/papers/areas/:id/meeting', who: KEEPERS, keeps: '/papers/areas/:id', handle: meetingRoute },
  { method: 'post', path: '/papers/areas/:id/record', who: KEEPERS, fresh: true, givesFile: true, handle: meetingRecordRoute },
  { method: 'post', path: '/papers/areas/:id/list', who: KEEPERS, fresh: true, givesFile: true, handle: areaListRoute },
  { method: 'get', path: '/papers/templates', who: ['ward'], fresh: true, about: 'templates', handle: templatesPage },
  { method: 'post', path: '/papers/templates', who: ['ward'], fresh: true, takesFile: true, handle: keepTemplateRoute },
  { method: 'post', path: '/papers/templates/drop', who: ['ward'], fresh: true, handle: dropTemplateRoute },
  { method: 'post', path: '/papers/templates/take', who: ['ward'], givesFile: true, handle: takeTemplateRoute },

  { method: 'get', path: '/decisions', who: ['ward'], menu: 'decisions', handle: decisionsPage },
  { method: 'get', path: '/decisions/wards/:unitId', who: ['ward'], showsWaiting: true, about: 'wardDecisions', handle: wardDecisionsPage },
  {
    method: 'post',
    path: '/decisions/wards/:unitId',
    who: ['ward'],
    fresh: true,
    keeps: '/decisions/wards/:unitId',
    handle: confirmDecisionRoute,
  },
  {
    method: 'post',
    path: '/decisions/wards/:unitId/settings',
    who: ['ward'],
    fresh: true,
    keeps: '/decisions/wards/:unitId',
    handle: decisionSettingsRoute,
  },
  { method: 'post', path: '/decisions/answers/:id', who: ['ward'], fresh: true, handle: answerObjectionRoute },
  { method: 'get', path: '/decisions/:id', who: ['ward'], about: 'decision', handle: decisionPage },
  { method: 'post', path: '/decisions/:id/second', who: ['ward'], fresh: true, handle: secondRoute },
  { method: 'post', path: '/decisions/:id/stop', who: ['ward'], handle: stopDecisionRoute },
  { method: 'post', path: '/decisions/:id/lines', who: ['ward'], handle: decisionLinesRoute },
  { method: 'post', path: '/decisions/:id/correct', who: ['ward'], fresh: true, keeps: '/decisions/:id', handle: correctDecisionRoute },
  { method: 'post', path: '/decisions/:id/paper', who: ['ward'], fresh: true, givesFile: true, handle: decisionPaperRoute },

  { method: 'get', path: '/trainings', who: KEEPERS, menu: 'trainings', handle: trainingsPage },
  { method: 'get', path: '/trainings/plan/:unitId', who: KEEPERS, about: 'planTraining', handle: planTrainingPage },
  { method: 'post', path: '/trainings/plan/:unitId', who: KEEPERS, keeps: '/trainings/plan/:unitId', handle: planTrainingRoute },
  { method: 'get', path: '/trainings/:id', who: KEEPERS, about: 'training', handle: trainingPage },
  { method: 'post', path: '/trainings/:id/change', who: KEEPERS, keeps: '/trainings/:id', handle: changeTrainingRoute },
  { method: 'post', path: '/trainings/:id/invite', who: KEEPERS, handle: inviteToTrainingRoute },
  { method: 'post', path: '/trainings/:id/invite-officers', who: KEEPERS, handle: inviteOfficersRoute },
  { method: 'post', path: '/trainings/:id/cancel', who: KEEPERS, handle: cancelTrainingRoute },
  { method: 'get', path: '/trainings/:id/door', who: KEEPERS, about: 'trainingDoor', handle: trainingDoorPage },
  { method: 'post', path: '/trainings/:id/find', who: KEEPERS, handle: findToTickRoute },
  { method: 'post', path: '/trainings/:id/tick', who: KEEPERS, handle: tickAttendanceRoute },
  { method: 'post', path: '/trainings/:id/untick', who: KEEPERS, handle: untickAttendanceRoute },
  { method: 'get', path: '/trainings/:id/file', who: KEEPERS, fresh: true, givesFile: true, handle: attendanceFileRoute },
  { method: 'get', path: '/announcements', who: KEEPERS, menu: 'announcements', handle: announcementsPage },
  { method: 'post', path: '/announcements', who: KEEPERS, handle: newAnnouncementRoute },
  { method: 'post', path: '/announcements/unsent', who: KEEPERS, handle: draftForUnsentRoute },
  { method: 'get', path: '/announcements/wards/:unitId', who: ['ward'], about: 'sendingSettings', handle: sendingSettingsPage },
  {
    method: 'post',
    path: '/announcements/wards/:unitId',
    who: ['ward'],
    fresh: true,
    keeps: '/announcements/wards/:unitId',
    handle: saveSendingSettingsRoute,
  },
  { method: 'get', path: '/announcements/:id', who: KEEPERS, about: 'announcement', handle: announcementPage },
  { method: 'post', path: '/announcements/:id', who: KEEPERS, keeps: '/announcements/:id', handle: saveDraftRoute },
  { method: 'post', path: '/announcements/:id/discard', who: KEEPERS, handle: discardRoute },
  { method: 'get', path: '/announcements/:id/preview', who: KEEPERS, about: 'announcementPreview', handle: previewPage },
  { method: 'post', path: '/announcements/:id/file', who: KEEPERS, takesFile: true, handle: addFileRoute },
  { method: 'post', path: '/announcements/:id/file/drop', who: KEEPERS, handle: dropFileRoute },
  { method: 'post', path: '/announcements/:id/test', who: KEEPERS, handle: testRoute },
  {
    method: 'post',
    path: '/announcements/:id/confirm',
    who: KEEPERS,
    fresh: true,
    keeps: '/announcements/:id/preview',
    handle: confirmAnnouncementRoute,
  },
  { method: 'post', path: '/announcements/:id/second', who: ['ward'], fresh: true, handle: secondSendingRoute },
  { method: 'post', path: '/announcements/:id/cancel', who: KEEPERS, handle: cancelAnnouncementRoute },
  { method: 'post', path: '/announcements/:id/pause', who: KEEPERS, handle: pauseRoute },
  { method: 'post', path: '/announcements/:id/resume', who: KEEPERS, handle: resumeRoute },
  { method: 'get', path: '/announcements/:id/households', who: KEEPERS, about: 'announcementHouseholds', handle: recipientsPage },
  { method: 'get', path: '/announcements/:id/households-file', who: KEEPERS, fresh: true, givesFile: true, handle: recipientsFileRoute },
  { method: 'post', path: '/announcements/:id/rest', who: KEEPERS, handle: restRoute },
  { method: 'post', path: '/announcements/:id/follow-up', who: KEEPERS, handle: followUpRoute },
  { method: 'get', path: '/announcements/:id/to-tell', who: KEEPERS, about: 'announcementToTell', handle: toTellPage },
  { method: 'post', path: '/announcements/:id/told', who: KEEPERS, handle: tickToldRoute },
  { method: 'post', path: '/announcements/:id/group', who: KEEPERS, handle: groupRoute },

  { method: 'get', path: '/officers', who: LEADERS, menu: 'officers', handle: officersPage },
  { method: 'get', path: '/officers/invite', who: LEADERS, fresh: true, about: 'invite', handle: invitePage },
  { method: 'post', path: '/officers/invite', who: LEADERS, fresh: true, keeps: '/officers/invite', handle: inviteRoute },
  { method: 'post', path: '/officers/invitations/:id/withdraw', who: LEADERS, handle: withdrawInvitationRoute },
  { method: 'post', path: '/officers/grants/:id/revoke', who: LEADERS, handle: revokeGrantRoute },
  { method: 'post', path: '/officers/accounts/:id/drop', who: LEADERS, handle: dropAccountRoute },

  { method: 'get', path: '/counts', who: CITY_TOO, menu: 'counts', handle: countsPage },
  { method: 'get', path: '/counts/:unitId', who: CITY_TOO, about: 'counts', handle: wardCountsPage },
  { method: 'get', path: '/counts/:unitId/:areaId', who: CITY_TOO, about: 'counts', handle: areaCountsPage },
  { method: 'get', path: '/counts-file', who: CITY_TOO, fresh: true, givesFile: true, handle: countsFile },
  { method: 'get', path: '/counts-file/:unitId', who: CITY_TOO, fresh: true, givesFile: true, handle: countsFile },
  { method: 'get', path: '/households', who: KEEPERS, menu: 'households', handle: householdWardsPage },
  { method: 'get', path: '/households/:unitId', who: KEEPERS, about: 'households', handle: householdsPage },
  { method: 'post', path: '/households/:unitId', who: KEEPERS, handle: householdsPage },
  { method: 'post', path: '/households/:unitId/confirm', who: KEEPERS, handle: confirmManyRoute },
  { method: 'get', path: '/household/:id', who: KEEPERS, about: 'household', handle: householdPage },
  { method: 'post', path: '/household/:id/confirm', who: KEEPERS, handle: confirmHouseholdRoute },
  { method: 'post', path: '/household/:id/unconfirm', who: KEEPERS, handle: unconfirmHouseholdRoute },
  { method: 'post', path: '/household/:id/place', who: ['ward'], handle: placeHouseholdRoute },
  { method: 'post', path: '/household/:id/late', who: KEEPERS, keeps: '/household/:id', handle: permitLateHouseholdRoute },
  { method: 'post', path: '/household/:id/late/decline', who: KEEPERS, keeps: '/household/:id', handle: declineLateHouseholdRoute },
  { method: 'post', path: '/household/:id/erase', who: ['ward'], fresh: true, handle: eraseHouseholdRoute },
  { method: 'post', path: '/household/:id/code', who: KEEPERS, fresh: true, handle: householdCodeRoute },
  { method: 'get', path: '/household/:id/with/:otherId', who: KEEPERS, about: 'compare', handle: comparePage },
  { method: 'post', path: '/household/:id/with/:otherId', who: KEEPERS, handle: mergeRoute },
  { method: 'post', path: '/household/:id/with/:otherId/apart', who: KEEPERS, handle: apartRoute },
  { method: 'post', path: '/household/:id/with/:otherId/undo-apart', who: KEEPERS, handle: undoApartRoute },
  { method: 'post', path: '/members/:id/unlink', who: KEEPERS, handle: unlinkMemberRoute },
  { method: 'post', path: '/merges/:id/undo', who: KEEPERS, handle: undoMergeRoute },
  { method: 'get', path: '/doubles', who: KEEPERS, about: 'doubles', handle: doublesPage },
  { method: 'get', path: '/rubrics', who: CITY_TOO, menu: 'rubrics', handle: rubricsPage },
  { method: 'post', path: '/rubrics', who: ['city'], takesFile: true, handle: takeRubricRoute },
  { method: 'get', path: '/rubrics/:id', who: CITY_TOO, about: 'rubric', handle: rubricPage },
  { method: 'get', path: '/rubrics/:id/table', who: CITY_TOO, givesFile: true, handle: rubricTableRoute },
  { method: 'post', path: '/rubrics/:id/force', who: ['city'], fresh: true, keeps: '/rubrics/:id', handle: forceRubricRoute },

  { method: 'get', path: '/audit', who: ['operator', 'city'], menu: 'audit', handle: auditPage },

  { method: 'post', path: '/kept/:id/put-away', who: roles, handle: putAwayRoute },
  { method: 'get', path: '/fresh', who: roles, handle: freshPage },
  { method: 'post', path: '/fresh', who: roles, handle: askFresh },
  { method: 'post', path: '/leave', who: roles, handle: leave },
];
