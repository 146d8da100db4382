/**
 * A rubric: what a title is judged by, as data. Files in `flows/rubrics/`, one a version; every line carries where it
 * comes from, and nothing that is not `source` may be shown as official.
 */
import { z } from 'zod';

/** How sure a line is. `sample` is ours, made so that the software can be tried; it is no one's decision. */
export const status = z.enum(['source', 'partial', 'derived', 'memory', 'sample']);
export type Status = z.infer<typeof status>;

const provenance = { status, source: z.array(z.string()).default([]) };
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$/);

/** What a household reads. Without English, everybody reads the Vietnamese. */
const words = z.strictObject({ vi: z.string(), en: z.string().optional() });
export type Words = z.infer<typeof words>;

export const level = z.strictObject({
  /** "full", "part", "none" … at most 12 characters: it travels in buttons. */
  id: z.string().regex(/^[a-z0-9-]{1,12}$/),
  points: z.number().min(0),
  /** What the household reads; absent: `rubric:<rubric id>.<indicator id>.levels.<level id>`. */
  label: words.optional(),
  /** Other ways people say it, as `label`; nobody reads them. */
  also: z.strictObject({ vi: z.array(z.string()).min(1), en: z.array(z.string()).optional() }).optional(),
  /** False: there is nothing to show for this answer ("chưa có ai"), so no evidence is asked. */
  asksEvidence: z.boolean().default(true),
});

export const indicator = z.strictObject({
  id,
  points: z.number().positive(),
  /** The wording of the basis, Vietnamese. Household-friendly questions are in `locales/*\/rubric.json`. */
  wording: z.string(),
  ...provenance,
  answeredBy: z.enum(['household', 'khuPho', 'ward', 'computed']).default('household'),
  /** CEL over Facts; absent: always. */
  appliesWhen: z.string().optional(),
  /** The household may say "Không áp dụng"; the khu phố confirms, no diagnosis is asked. */
  mayNotApply: z.boolean().default(false),
  /** Being at a training of the Hội is something to show for it: it is written down by itself, for one adult. */
  trainings: z.boolean().optional(),
  /** What the household reads about it; what is absent is in `locales/*\/rubric.json`. */
  words: z
    .strictObject({ name: words.optional(), ask: words.optional(), explain: words.optional(), evidence: words.optional() })
    .optional(),
  levels: z.array(level).min(2),
  /** How sure the points of the levels are: a basis often gives only the indicator's most. */
  levelsStatus: status.default('sample'),
  /** Evidence is asked after the answer. A story in words always suffices. */
  evidence: z.strictObject({ accepts: z.array(z.enum(['story', 'photo', 'pdf'])).min(1) }).optional(),
});

export const criterion = z.strictObject({
  id,
  name: z.string(),
  points: z.number().positive(),
  ...provenance,
  appliesWhen: z.string().optional(),
  indicators: z.array(indicator).min(1),
});

export const rubric = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.enum(['congDan', 'giaDinh', 'dongHo', 'congDong', 'donVi', 'congDongXa']),
  version: z.number().int().positive(),
  name: z.string(),
  basis: z.strictObject({
    document: z.string(),
    issued: z.string().nullable(),
    period: z.string().nullable(),
    note: z.string().optional(),
  }),
  status,
  /** Sum of all criteria. */
  total: z.number().positive(),
  criteria: z.array(criterion).min(1),
  passMark: z.strictObject({ normal: z.number(), difficult: z.number(), ...provenance }),
  /** Least points of each counted indicator, or null. */
  floor: z.strictObject({ points: z.number(), ...provenance }).nullable(),
  /** What becomes of the points of what does not apply. */
  notApplicable: z.strictObject({ rule: z.enum(['rescale', 'credit']), ...provenance }),
  /** Never asked of the household: the ward keeps only "đủ điều kiện đề nghị". */
  disqualifiers: z.array(z.strictObject({ id, wording: z.string(), ...provenance })).default([]),
});

export type Rubric = z.infer<typeof rubric>;
export type Criterion = z.infer<typeof criterion>;
export type Indicator = z.infer<typeof indicator>;
export type Level = z.infer<typeof level>;

/** A household's counts: all that conditions may look at. */
export const factNames = ['preschool', 'primary', 'lowerSecondary', 'upperSecondary', 'adults', 'elders'] as const;
export type Facts = Record<(typeof factNames)[number], number>;

/** Indicator id -> level id, or "na". */
export type Answers = { readonly [indicator: string]: string };
