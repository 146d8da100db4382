/**
 * A ward in the middle of its season, to be looked at: a khu phố of forty households in every state, calls for help, and others
 * around it to be compared with. Nobody in it exists. A few families come here as people do; the others are made like them, in SQL.
 */
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import { addAreas } from '../../src/household/add-areas.ts';
import { nameKey } from '../../src/household/head-name.ts';
import { codeFrom } from '../../src/household/household-code.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { seasonOfYear } from '../report/ward.ts';
import { bestAnswer, items, type SentFamily, scope, send, sentFamily, tell, transaction } from '../review/world.ts';
import { newAccount, SECRET_KEY, UNIT } from './family.ts';
import { newOfficer, type TestOfficer } from './officers.ts';

export interface LivelyWard {
  officers: { operator: TestOfficer; city: TestOfficer; ward: TestOfficer; hamlet: TestOfficer };
  /** The khu phố of the hamlet's officer. */
  areaId: string;
  /** A file with pictures that waits; a change and a request stand in it. */
  assessmentId: string;
  /** A picture of it. */
  evidenceId: string;
}

const AREAS = 8;
/** Of the khu phố that is looked at: index of its name. */
const OURS = 2;
const HOUR = 3_600_000;

type Stage = 'waiting' | 'confirmed' | 'proposed' | 'notProposed' | 'recognised';

/** Stage by stage, as a khu phố stands a week before its meeting; `draft` has sent nothing. */
const states: readonly (Stage | 'draft')[] = [
  ...Array<Stage>(11).fill('waiting'),
  ...Array<Stage>(9).fill('confirmed'),
  ...Array<Stage>(7).fill('proposed'),
  ...Array<Stage>(2).fill('notProposed'),
  ...Array<'draft'>(3).fill('draft'),
];

const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương'];
const given = ['Văn Lộc', 'Thị Sương', 'Minh Khôi', 'Thị Mận', 'Quốc Bảo', 'Ngọc Diệp', 'Thành Nhân', 'Thị Lài', 'Hữu Phước', 'Kim Thoa'];
const nameOf = (index: number) => `${families[(index * 5) % families.length]} ${given[(index * 3) % given.length]}`;

export async function fillLivelyWard(deps: Deps, blobs: BlobStore): Promise<LivelyWard> {
  const areas = await openAreas(deps);
  await lastYear(deps, areas);
  await seasonOfYear(deps, 2026);
  const areaId = areas[OURS] as string;
  const officers = {
    operator: await newOfficer(deps, { role: 'operator', name: 'Lý Thị Hòa' }),
    city: await newOfficer(deps, { role: 'city', name: 'Đoàn Thị Thu' }),
    ward: await newOfficer(deps, { role: 'ward', name: 'Trần Thị Mai', unitCode: UNIT }),
    hamlet: await newOfficer(deps, { role: 'hamlet', name: 'Lê Văn Hiền', unitCode: UNIT, areaId }),
  };
  await newOfficer(deps, { role: 'helper', name: 'Nguyễn Hải Yến', unitCode: UNIT, areaId });
  await invite(deps, officers.ward, areas[3] as string);
  const shown = await shownFamily(deps, blobs, areaId);
  const plain = await sentFamily(deps, { head: nameOf(1), areaId });
  const bare = await sentFamily(deps, { head: nameOf(2), areaId, stories: false, answers: { B1: 'none', C1: 'part', A3: 'part' } });
  const copies = states.map((state, index) => copyOf(deps, { areaId, state, index, of: index % 3 === 2 ? bare : plain }));
  await copy(deps, copies, officers.hamlet.officerId);
  await silentOnes(deps, areaId);
  await elsewhere(deps, areas);
  await call(deps, areaId, copies[3]?.account ?? null);
  const { pieces, assessmentId } = shown;
  await actOn(deps, officers.hamlet, shown, copies[0]?.assessment as string);
  return { officers, areaId, assessmentId, evidenceId: pieces.C1 as string };
}

async function openAreas(deps: Deps): Promise<string[]> {
  const names = Array.from({ length: AREAS }, (_, index) => `Khu phố ${index + 1}`);
  await addAreas(deps, { unitCode: UNIT, names, actor: 'system' });
  const found = await deps.db.area.findMany({ where: { unitCode: UNIT, name: { in: names } }, orderBy: { name: 'asc' } });
  for (const [index, { id }] of found.entries()) {
    const data = { householdsPermanent: index === OURS ? 38 : 92 - 7 * index, householdsTemporary: 4 + index };
    await deps.db.area.update({ where: { id }, data });
  }
  return found.map(({ id }) => id);
}

async function invite(deps: Deps, { officerId }: TestOfficer, areaId: string): Promise<void> {
  const by = await scope(deps, officerId);
  await transaction(deps, (within) =>
    inviteOfficer(within, { by, role: 'hamlet', unitCode: null, areaId, name: 'Phạm Thị Hạnh', secret: SECRET_KEY }),
  );
}

/** With stories, and pictures of where the family learns. */
async function shownFamily(deps: Deps, blobs: BlobStore, areaId: string): Promise<SentFamily> {
  const family = await sentFamily(deps, { head: nameOf(0), areaId, stories: false, answers: { C2: 'part' } });
  const { accountId } = family;
  const { reopenAssessment } = await import('../../src/assessment/reopen-assessment.ts');
  const { tellStory } = await import('../../src/evidence/tell.ts');
  await transaction(deps, (within) => reopenAssessment(within, { accountId }));
  const stories = {
    A2: 'Hai cháu cùng học nhóm ở nhà mỗi tối, ông nội kèm toán.',
    B3: 'Mẹ học lớp thêu ở trung tâm học tập cộng đồng, đã nhận giấy chứng nhận tháng 8.',
    D1: 'Nhờ học cách ghi sổ thu chi, quầy tạp hóa của gia đình bán khá hơn.',
  };
  for (const [item, text] of Object.entries(stories)) await tellStory(deps, { accountId, item, text, inboxId: null });
  for (const [item, hue] of [
    ['C1', '#8a5a2b'],
    ['B2', '#2b5a8a'],
  ] as const)
    await attach(deps, blobs, { accountId, item, hue });
  await send(deps, accountId);
  const pieces = await deps.db.evidence.findMany({ where: { assessmentId: family.assessmentId } });
  return { ...family, pieces: Object.fromEntries(pieces.map(({ indicator, id }) => [indicator, id])) };
}

async function attach(
  deps: Deps,
  blobs: BlobStore,
  { accountId, item, hue }: { accountId: string; item: string; hue: string },
): Promise<void> {
  const [blobKey, thumbKey] = [`${randomUUID()}.jpg`, `${randomUUID()}.jpg`];
  const bytes = await sharp(Buffer.from(corner(hue)))
    .jpeg()
    .toBuffer();
  await blobs.put(blobKey, bytes);
  await blobs.put(thumbKey, await sharp(bytes).resize(200, 200, { fit: 'cover' }).jpeg().toBuffer());
  const sha256 = randomUUID().replaceAll('-', '').repeat(2);
  const file = { kind: 'photo' as const, blobKey, thumbKey, mediaType: 'image/jpeg', bytes: bytes.length, width: 960, height: 720, sha256 };
  await attachFiles(deps, { accountId, item, inboxId: null, media: [file] });
}

/** A drawn corner to learn in: a wall, a desk with a lamp, shelves of books. */
function corner(hue: string): string {
  const books = Array.from({ length: 42 }, (_, index) => {
    const [row, place] = [Math.floor(index / 14), index % 14];
    const height = 92 - ((index * 37) % 34);
    const colour = ['#b4472f', '#e3b65b', '#3f6b4f', '#2f5d86', '#7b4b77', '#d98b4a'][(index * 5) % 6];
    return `<rect x="${452 + place * 31}" y="${190 + row * 130 - height}" width="${20 + ((index * 7) % 9)}" height="${height}" rx="2" fill="${colour}"/>`;
  });
  const shelves = [190, 320, 450].map((y) => `<rect x="436" y="${y}" width="460" height="12" fill="${hue}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720"><rect width="960" height="720" fill="#f1e3c8"/>
<rect y="590" width="960" height="130" fill="#c89f6a"/>${books.join('')}${shelves.join('')}
<circle cx="190" cy="330" r="120" fill="#fff3c4"/><path d="M130 300h120l-28-70h-64z" fill="#b4472f"/><path d="M188 300v150" stroke="#5a4632" stroke-width="10"/>
<rect x="60" y="450" width="330" height="18" fill="${hue}"/><rect x="80" y="468" width="16" height="160" fill="${hue}"/><rect x="350" y="468" width="16" height="160" fill="${hue}"/>
<path d="M230 448q36-22 72 0q36-22 72 0v-6q-36-24-72-2q-36-22-72 2z" fill="#fffdf8" stroke="#5a4632" stroke-width="3"/></svg>`;
}

interface Copy {
  account: string;
  household: string;
  assessment: string;
  submission: string;
  of: string;
  areaId: string;
  head: string;
  key: string;
  code: string;
  houseCode: string;
  state: 'draft' | 'submitted';
  stage: Stage;
  acts: number;
  at: string;
}

function copyOf(deps: Deps, { areaId, state, index, of }: { areaId: string; state: Stage | 'draft'; index: number; of: SentFamily }): Copy {
  const household = randomUUID();
  const head = nameOf(index + 3);
  const stage = state === 'draft' ? 'waiting' : state;
  return {
    ...{ account: randomUUID(), household, assessment: randomUUID(), submission: randomUUID(), of: of.householdId, areaId, head },
    ...{ key: nameKey(head), code: codeFrom(household), houseCode: `KP3-${String(index + 1).padStart(3, '0')}`, stage },
    ...{ state: state === 'draft' ? ('draft' as const) : ('submitted' as const), at: atHour(deps, 5 + index * 9) },
    acts: stage === 'waiting' ? 0 : stage === 'confirmed' ? 1 : 2,
  };
}

const atHour = (deps: Deps, hours: number) => new Date(deps.clock.now().getTime() - hours * HOUR).toISOString();

/** Everything that a family is, each under ids and a name of its own. */
async function copy({ db }: Deps, copies: readonly Copy[], officerId: string): Promise<void> {
  const copied = `WITH c AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(account uuid, household uuid, assessment uuid, submission uuid,
    "of" uuid, "areaId" uuid, head text, key text, code text, "houseCode" text, state text, stage text, acts int, at timestamptz))`;
  const own = (table: string, row: string, more: string) =>
    `${copied} INSERT INTO "${table}" SELECT (jsonb_populate_record(${row}, jsonb_build_object(${more}))).* FROM c`;
  const member = `JOIN "Membership" m ON m."householdId" = c."of"`;
  const file = `JOIN "Assessment" a ON a."householdId" = c."of"`;
  const statements = [
    `${own('Account', 'x', `'id', c.account, 'externalId', 'copy-' || c.account, 'createdAt', c.at`)} ${member} JOIN "Account" x ON x.id = m."accountId"`,
    `${own('Household', 'h', `'id', c.household, 'code', c.code, 'houseCode', c."houseCode", 'headName', c.head, 'headNameKey', c.key, 'createdAt', c.at`)} JOIN "Household" h ON h.id = c."of"`,
    `${own('Membership', 'm', `'id', gen_random_uuid(), 'accountId', c.account, 'householdId', c.household, 'approvedBy', c.account`)} ${member}`,
    `${own('Consent', 'x', `'id', gen_random_uuid(), 'accountId', c.account, 'accountHash', 'copy-' || c.account`)} ${member} JOIN "Consent" x ON x."accountId" = m."accountId"`,
    `${own('Assessment', 'a', `'id', c.assessment, 'householdId', c.household, 'state', c.state, 'stage', c.stage, 'reviewSeq', c.acts, 'updatedAt', c.at`)} ${file}`,
    `${own('Evidence', 'e', `'id', md5(e.id::text || c.household)::uuid, 'assessmentId', c.assessment, 'sha256', md5(e.sha256 || c.household)`)} ${file} JOIN "Evidence" e ON e."assessmentId" = a.id`,
    `${own(
      'Submission',
      's',
      `'id', c.submission, 'assessmentId', c.assessment, 'code', c.code || '-2026-1', 'at', c.at, 'evidence',
        COALESCE((SELECT jsonb_object_agg(item, (SELECT jsonb_agg(md5(piece || c.household)::uuid) FROM jsonb_array_elements_text(ids) AS piece))
          FROM jsonb_each(s.evidence) AS x(item, ids)), '{}')`,
    )} ${file} JOIN "Submission" s ON s."assessmentId" = a.id WHERE c.state = 'submitted'`,
    ...['confirm', 'last'].map(
      (act) => `${copied} INSERT INTO "Review" (id, "assessmentId", "submissionId", level, act, reason, "officerId", at)
        SELECT gen_random_uuid(), assessment, submission, 'hamlet', ${act === 'confirm' ? `'confirm'` : `(CASE stage WHEN 'proposed' THEN 'propose' ELSE 'notPropose' END)::"ReviewAct"`},
          CASE WHEN stage = 'notProposed' AND ${act === 'last'} THEN 'Năm nay người lớn trong nhà chưa học thêm gì.' END, '${officerId}', now()
        FROM c WHERE acts >= ${act === 'confirm' ? 1 : 2}`,
    ),
  ];
  const rows = JSON.stringify(copies);
  for (const statement of statements) await db.$executeRawUnsafe(statement, rows);
}

/** On the ward's list, without a telephone. */
async function silentOnes(deps: Deps, areaId: string): Promise<void> {
  const now = deps.clock.now();
  const data = Array.from({ length: 5 }, (_, index) => {
    const id = randomUUID();
    const headName = index < 3 ? nameOf(index + 41) : '';
    const who = { headName, headNameKey: nameKey(headName), houseCode: `KP3-${String(60 + index).padStart(3, '0')}` };
    return { id, code: codeFrom(id), areaId, ...who, residence: 'permanent' as const, createdAt: now, updatedAt: now };
  });
  await deps.db.household.createMany({ data });
}

/** The other khu phố, each further behind than the one before it; of whom the meeting speaks, so that nothing had to be sent. */
async function elsewhere({ db }: Deps, areas: readonly string[]): Promise<void> {
  const others = areas.filter((_, index) => index !== OURS);
  const names = Array.from({ length: 60 }, (_, index) => nameOf(index));
  await db.$executeRawUnsafe(
    `INSERT INTO "Household" (id, code, "areaId", residence, "headName", "headNameKey", "createdAt", "updatedAt")
      SELECT gen_random_uuid(), 'Z' || o.at || lpad(n::text, 3, '0'), o.area, 'permanent', name.head, name.key, now(), now()
      FROM unnest($1::uuid[]) WITH ORDINALITY AS o(area, at), generate_series(1, (70 - o.at * 8)::int) AS n,
      LATERAL (SELECT head, key FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w(head, key, at) WHERE w.at = 1 + (n * 7 + o.at) % 60) AS name`,
    others,
    names,
    names.map(nameKey),
  );
  await db.$executeRawUnsafe(
    `INSERT INTO "Assessment" (id, "householdId", title, "seasonId", "rubricVersionId", "areaId", source, state, stage, "openedAt", "updatedAt")
      SELECT gen_random_uuid(), h.id, a.title, a."seasonId", a."rubricVersionId", h."areaId", (ARRAY['paper', 'paper', 'paper', 'meeting'])[1 + right(h.code, 2)::int % 4]::"AssessmentSource",
        'draft', (ARRAY['confirmed', 'recognised', 'waiting', 'recognised', 'waiting', 'proposed', 'waiting'])[1 + right(h.code, 2)::int % 7]::"ReviewStage", now(), now()
      FROM "Household" h CROSS JOIN (SELECT * FROM "Assessment" LIMIT 1) a WHERE h."areaId" = ANY($1::uuid[])`,
    others,
  );
}

async function lastYear(deps: Deps, areas: readonly string[]): Promise<void> {
  const seasonId = await seasonOfYear(deps, 2025);
  const at = deps.clock.now();
  const data = areas.map((areaId, index) => {
    const all = 80 - index * 6;
    const share = (part: number) => Math.round(all * part);
    const sent = { registered: share(0.5), sent: share(0.42), waiting: 0, returned: 0 };
    const done = { confirmed: share(0.4), proposed: share(0.36 - index / 60), recognised: share(0.33 - index / 60) };
    return { areaId, seasonId, title: TITLE, householdsPermanent: all, householdsTemporary: 6, ...sent, ...done, at };
  });
  await deps.db.areaCount.createMany({ data });
}

async function call(deps: Deps, areaId: string, member: string | null): Promise<void> {
  const at = { unit: UNIT, area: areaId };
  if (member) {
    await deps.db.account.update({ where: { id: member }, data: { phone: '0912000111' } });
    await requestHelp(deps, {
      accountId: member,
      note: 'Điện thoại của tôi chụp ảnh không rõ, nhờ người tới giúp buổi tối.',
      unit: null,
      area: null,
    });
  }
  await requestHelp(deps, { accountId: await newAccount(deps), note: 'Nhà tôi mới chuyển tới, chưa biết đăng ký thế nào.', ...at });
  await requestHelp(deps, { accountId: await newAccount(deps), note: null, ...at });
}

/** One thing is changed in the file that is shown, and one is asked back of another. */
async function actOn(deps: Deps, { officerId }: TestOfficer, shown: SentFamily, other: string): Promise<void> {
  const by = { scope: await scope(deps, officerId), tell };
  const change = { indicator: 'C2', value: bestAnswer('C2'), reason: 'Khu phố biết gia đình có kết nối mạng và dùng chung máy tính.' };
  await transaction(deps, (within) => changeAnswer(within, { ...by, assessmentId: shown.assessmentId, seen: '0.2', ...change }));
  const asked = [{ indicator: items.at(-1)?.id ?? 'D2', reason: 'Kể thêm giúp khu phố về buổi sinh hoạt hè ạ.' }];
  await transaction(deps, (within) => askBack(within, { ...by, assessmentId: other, seen: '0.1', items: asked }));
}
