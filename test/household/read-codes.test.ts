import { expect, it } from 'vitest';
import { codeFrom, spacedCode } from '../../src/household/household-code.ts';
import { readCodes } from '../../src/household/read-codes.ts';

const codes = ['a', 'b', 'c', 'd', 'e'].map(codeFrom);
const [one = '', two = '', three = ''] = codes;

/** The same with its last character another: nobody's. */
const mistyped = (code: string) => `${code.slice(0, -1)}${code.endsWith('9') ? '8' : '9'}`;

it('reads codes however they are written and whatever stands between them, each once', () => {
  expect(readCodes(codes.join(' ')).codes).toEqual(codes);
  expect(readCodes(codes.map(spacedCode).join(' ')).codes).toEqual(codes);
  expect(readCodes(codes.map(spacedCode).join('\n')).codes).toEqual(codes);
  expect(readCodes(`${one.toLowerCase()};${spacedCode(two)},\t${three.slice(0, 4)}-${three.slice(4)} / ${one}`)).toEqual({
    codes: [one, two, three],
    unread: [],
  });
  expect(readCodes([...one].join(' ')).codes).toEqual([one]);
});

it('finds them among names and numbers, as they are copied from a list', () => {
  const pasted = `1. Nguyễn Thị Sen, Khu phố 9: ${spacedCode(one)}\n2. Trần Văn Đạt, Khu phố 10: mã ${two}.`;
  expect(readCodes(pasted)).toEqual({ codes: [one, two], unread: [] });
});

it('names what looks like a code and is none, and loses nothing of the others', () => {
  const wrong = spacedCode(mistyped(two));
  expect(readCodes(`${spacedCode(one)} ${wrong} ${spacedCode(three)}`)).toEqual({ codes: [one, three], unread: [wrong] });
  expect(readCodes(`${one} ${two.slice(0, 7)}9X ${three}`).codes).toEqual([one, three]);
  expect(readCodes('0912345678, K7M2')).toEqual({ codes: [], unread: ['0912345678', 'K7M2'] });
  // Half of one before a whole one.
  expect(readCodes(`7AB2 ${spacedCode(one)}`)).toEqual({ codes: [one], unread: ['7AB2'] });
});

it('reads nothing where there is none', () => {
  for (const typed of ['', '  ', 'các nhà ở khu phố 9', '…', '1, 2, 3']) expect(readCodes(typed)).toEqual({ codes: [], unread: [] });
});
