/** A rubric as a table that officers can edit and hand in again: `readTable` gives the same rubric back. */
import type { Criterion, Indicator, Level, Rubric, Words } from '../definition.ts';
import {
  ASKS_NOTHING,
  answerers,
  type Cell,
  conditionForOfficers,
  DISQUALIFIERS,
  disqualifierColumns,
  evidenceKinds,
  GENERAL,
  generalColumns,
  generalRows,
  kinds,
  NO,
  rules,
  type Sheet,
  statuses,
  TABLE,
  type TableColumn,
  tableColumns,
  titles,
  YES,
} from './format.ts';

/** @param base id and version of the rubric that it is made from */
export function tableOf(rubric: Rubric, base: { id: string; version: number } | null = null): Sheet[] {
  return [
    { name: TABLE, rows: [Object.values(tableColumns), ...rubric.criteria.flatMap(criterionRows)] },
    { name: GENERAL, rows: generalOf(rubric, base) },
    { name: DISQUALIFIERS, rows: [Object.values(disqualifierColumns), ...rubric.disqualifiers.map(disqualifierRow)] },
  ];
}

/** Several to a cell, one a line. */
const lines = (values: readonly string[]): Cell => (values.length === 0 ? null : values.join('\n'));

function criterionRows({ id, name, points, status, source, appliesWhen, indicators }: Criterion): Cell[][] {
  const row = { kind: kinds.criterion, id, wording: name, points, status: statuses[status], source: lines(source) };
  return [tableRow({ ...row, ...(appliesWhen !== undefined && conditionCell(appliesWhen)) }), ...indicators.flatMap(indicatorRows)];
}

function indicatorRows(indicator: Indicator): Cell[][] {
  const { id, points, wording, status, source, appliesWhen, answeredBy, mayNotApply, levels, levelsStatus, evidence, trainings, words } =
    indicator;
  const row = {
    ...{ kind: kinds.indicator, id, wording, points, status: statuses[status], source: lines(source) },
    ...(appliesWhen !== undefined && conditionCell(appliesWhen)),
    levelsStatus: statuses[levelsStatus],
    answeredBy: answerers[answeredBy],
    mayNotApply: mayNotApply ? YES : NO,
    evidence: evidence ? evidence.accepts.map((kind) => evidenceKinds[kind]).join(', ') : null,
    trainings: trainings ? YES : null,
    ...said('name', words?.name),
    ...said('ask', words?.ask),
    ...said('explain', words?.explain),
    ...said('hint', words?.evidence),
  };
  return [tableRow(row), ...levels.map(levelRow)];
}

function levelRow({ id, points, label, also, asksEvidence }: Level): Cell[] {
  return tableRow({
    ...{ kind: kinds.level, id, points, wording: label?.vi ?? null, nameEn: label?.en ?? null },
    evidence: asksEvidence ? null : ASKS_NOTHING,
    also: also ? also.vi.join(', ') : null,
    alsoEn: also?.en ? also.en.join(', ') : null,
  });
}

function conditionCell(condition: string) {
  return { appliesWhen: conditionForOfficers(condition) };
}

function said(column: 'name' | 'ask' | 'explain' | 'hint', words: Words | undefined): Partial<Record<TableColumn, Cell>> {
  return words ? { [column]: words.vi, [`${column}En`]: words.en ?? null } : {};
}

function tableRow(cells: Partial<Record<TableColumn, Cell>>): Cell[] {
  return (Object.keys(tableColumns) as TableColumn[]).map((column) => cells[column] ?? null);
}

function disqualifierRow({ id, wording, status, source }: Rubric['disqualifiers'][number]): Cell[] {
  return [id, wording, statuses[status], lines(source)];
}

function generalOf(rubric: Rubric, base: { id: string; version: number } | null): Cell[][] {
  const { basis, passMark, floor, notApplicable } = rubric;
  const row = (label: keyof typeof generalRows, value: Cell, of?: { status: Rubric['status']; source: string[] }): Cell[] => [
    generalRows[label],
    value,
    of ? statuses[of.status] : null,
    of ? lines(of.source) : null,
  ];
  return [
    Object.values(generalColumns),
    row('base', base ? `${base.id} v${base.version}` : null),
    row('id', rubric.id),
    row('title', titles[rubric.title]),
    row('version', rubric.version),
    row('name', rubric.name),
    row('document', basis.document),
    row('issued', basis.issued === null ? null : asOfficersWrite(basis.issued)),
    row('period', basis.period),
    row('note', basis.note ?? null),
    row('status', statuses[rubric.status]),
    row('total', rubric.total),
    row('normal', passMark.normal, passMark),
    row('difficult', passMark.difficult),
    row('floor', floor?.points ?? null, floor ?? undefined),
    row('rule', rules[notApplicable.rule], notApplicable),
  ];
}

/** 2015-12-01 → 01/12/2015; anything else as it is. */
function asOfficersWrite(date: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  return year === undefined ? date : `${day}/${month}/${year}`;
}
