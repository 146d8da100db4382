/** What happens by the clock. Every job may run at any time, twice, or in two processes at once: it does what is due. */

import { schedule } from 'node-cron';
import { moveAssessments } from '../adoption/move-assessments.ts';
import { endPreparedDrafts } from '../announcement/end-prepared-drafts.ts';
import { showProgress } from '../announcement/show-progress.ts';
import { renewTrial } from '../assessment/ensure-season.ts';
import { endLateCalls } from '../assessment/late-calls.ts';
import { createTell } from '../conversation/tell.ts';
import type { PrismaClient } from '../db/client.ts';
import { issueDueDecisions } from '../decision/issue-due-decisions.ts';
import { tellLeftBehind } from '../decision/tell-left-behind.ts';
import type { Deps } from '../deps.ts';
import { deleteQueuedBlobs } from '../evidence/blob-deletion.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import { sweepBlobs } from '../evidence/sweep-blobs.ts';
import type { Locale } from '../locale/locale.ts';
import { sendDigests } from '../officer/send-digests.ts';
import { tellDecided } from '../outcome/tell-decided.ts';
import { tellLeftOut } from '../outcome/tell-left-out.ts';
import { blankOldBodies } from '../privacy/blank-old-bodies.ts';
import { blankOldNotes } from '../privacy/blank-old-notes.ts';
import { emptySilentSessions } from '../privacy/empty-silent-sessions.ts';
import { forgetJudgedEvidence } from '../privacy/forget-judged-evidence.ts';
import { forgetOldAssessments } from '../privacy/forget-old-assessments.ts';
import { forgetRecipients } from '../privacy/forget-recipients.ts';
import { forgetReminders } from '../privacy/forget-reminders.ts';
import { createErasureNotes } from '../privacy/note-erasures.ts';
import { removeErasedAccounts } from '../privacy/remove-erased-accounts.ts';
import { removeIdleAccounts } from '../privacy/remove-idle-accounts.ts';
import { nudgeOfficers } from '../reminder/nudge-officers.ts';
import { remind } from '../reminder/remind.ts';
import { freezeCounts } from '../report/freeze-counts.ts';
import type { PictureSecret } from '../report/picture-address.ts';
import { hearNotices } from '../telling/hear-notices.ts';
import { askFeedback } from '../training/ask-feedback.ts';
import { countAttendance } from '../training/count-attendance.ts';
import { fillSeats } from '../training/fill-seats.ts';
import { forgetOldSeats } from '../training/forget-old-seats.ts';
import { remindDue } from '../training/remind-due.ts';
import { tellInvited } from '../training/tell-invited.ts';
import { tellNews } from '../training/tell-news.ts';
import { removeExpired } from './remove-expired.ts';

export interface Job {
  name: string;
  /** Cron expression, in the time of Vietnam. */
  when: string;
  /** Returns how many things it dealt with. */
  run(): Promise<number>;
}

export interface Jobs {
  /** Begins now with what fell due while nobody was there; the clock goes on from there. */
  start(): void;
  /** Waits for the jobs in hand. */
  stop(): Promise<void>;
}

export interface JobParts {
  blobs: BlobStore;
  /** The file that erasures are written down in, beside the database. */
  journal: string;
  locale: Locale;
  /** Absent: what officers are told goes without. */
  pictures?: PictureSecret;
}

export function serviceJobs(deps: Deps & { db: PrismaClient }, { blobs, journal, locale, pictures }: JobParts): Job[] {
  return [
    { name: 'write down what was let go of', when: '*/10 * * * * *', run: createErasureNotes(deps, journal) },
    { name: 'let decisions take effect', when: '*/10 * * * * *', run: () => issueDueDecisions(deps) },
    { name: 'delete files that were let go', when: '* * * * *', run: () => deleteQueuedBlobs(deps, blobs) },
    {
      name: 'take assessments along to the rubric in force',
      when: '* * * * *',
      run: () => moveAssessments(deps, { locale, tell: createTell({ locale }).household }),
    },
    {
      name: 'tell households what was decided',
      when: '*/10 * * * * *',
      run: () => tellDecided(deps, { tell: createTell({ locale }).household }),
    },
    {
      name: 'tell households that a decision left them out',
      when: '* * * * *',
      run: () => tellLeftOut(deps, { tell: createTell({ locale }).household }),
    },
    {
      name: 'tell wards whom a decision left out',
      when: '*/10 * * * * *',
      run: () => tellLeftBehind(deps, { tell: createTell({ locale }).officer }),
    },
    {
      name: 'show how far announcements are',
      when: '*/2 * * * * *',
      run: () => showProgress(deps, { say: createTell({ locale }).anew, locale }),
    },
    { name: 'note whom a notice has reached', when: '*/10 * * * * *', run: () => hearNotices(deps) },
    { name: 'give free seats to who waits', when: '*/10 * * * * *', run: () => fillSeats(deps) },
    {
      name: 'tell who said yes to a training what is new',
      when: '*/10 * * * * *',
      run: () => tellNews(deps, { tell: createTell({ locale }) }),
    },
    {
      name: 'invite officers to trainings',
      when: '*/10 * * * * *',
      run: () => {
        const tell = createTell({ locale });
        return tellInvited(deps, { tell: { ...tell, officer: tell.officerAtLeisure } });
      },
    },
    { name: 'remind of trainings', when: '*/20 * * * * *', run: () => remindDue(deps, { tell: createTell({ locale }) }) },
    { name: 'ask how a training was', when: '*/20 * * * * *', run: () => askFeedback(deps, { tell: createTell({ locale }) }) },
    { name: 'write trainings into files', when: '*/20 * * * * *', run: () => countAttendance(deps, { locale }) },
    {
      name: 'tell officers what waits',
      when: '*/10 7-19 * * *',
      run: () => sendDigests(deps, { tell: createTell({ locale }).officerAtLeisure }),
    },
    {
      name: 'tell officers how far theirs are',
      when: '* 7-20 * * *',
      run: () => nudgeOfficers(deps, { tell: createTell({ locale }).officerAtLeisure, ...(pictures && { pictures }) }),
    },
    { name: 'remind households of what is due', when: '*/20 * * * * *', run: () => remind({ ...deps, locale }) },
    { name: 'begin the next trial season', when: '1 * * * *', run: () => renewTrial(deps) },
    { name: 'remove accounts that were erased', when: '7 * * * *', run: () => removeErasedAccounts(deps) },
    { name: 'remove what expired', when: '37 2 * * *', run: () => removeExpired(deps) },
    { name: 'blank what was said a month ago', when: '17 3 * * *', run: () => blankOldBodies(deps) },
    { name: 'empty conversations that were broken off', when: '23 3 * * *', run: () => emptySilentSessions(deps) },
    { name: 'remove visitors who left for good', when: '29 3 * * *', run: () => removeIdleAccounts(deps) },
    { name: 'blank notes of calls long answered', when: '31 3 * * *', run: () => blankOldNotes(deps) },
    { name: 'end calls to send late once nobody can be let', when: '11 * * * *', run: () => endLateCalls(deps) },
    { name: 'end prepared words with their season', when: '13 * * * *', run: () => endPreparedDrafts(deps, { locale }) },
    { name: 'write down how a season ends', when: '35 3 * * *', run: () => freezeCounts(deps) },
    { name: 'forget evidence of what was decided long ago', when: '39 3 * * *', run: () => forgetJudgedEvidence(deps) },
    { name: 'forget what was answered in seasons long over', when: '41 3 * * *', run: () => forgetOldAssessments(deps) },
    { name: 'forget which households were at trainings long over', when: '43 3 * * *', run: () => forgetOldSeats(deps) },
    { name: 'forget whom announcements of a year ago were for', when: '43 3 * * *', run: () => forgetRecipients(deps) },
    { name: 'forget who was reminded a year ago', when: '45 3 * * *', run: () => forgetReminders(deps) },
    { name: 'delete files that belong to nothing', when: '47 3 * * *', run: () => sweepBlobs(deps, blobs) },
  ];
}

export function createJobs({ jobs, log }: { jobs: readonly Job[]; log: Deps['log'] }): Jobs {
  const running = new Map<string, Promise<void>>();
  let tasks: { destroy(): void | Promise<void> }[] = [];

  async function run({ name, run: work }: Job): Promise<void> {
    try {
      const count = await work();
      if (count > 0) log.info({ job: name, count }, 'job done');
    } catch (error) {
      // Its next time comes; until then nothing is lost.
      log.error({ err: error, job: name }, 'job failed');
    }
  }

  /** One at a time of each: a run that takes long outlasts its next time. */
  function runOnce(job: Job): void {
    if (running.has(job.name)) return;
    running.set(
      job.name,
      run(job).finally(() => running.delete(job.name)),
    );
  }

  return {
    start() {
      for (const job of jobs) runOnce(job);
      tasks = jobs.map((job) => schedule(job.when, () => runOnce(job), { timezone: 'Asia/Ho_Chi_Minh', suppressMissedWarning: true }));
    },
    async stop() {
      await Promise.all(tasks.map((task) => task.destroy()));
      await Promise.all(running.values());
    },
  };
}
