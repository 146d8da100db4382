import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let lines = '';
  const stream = {
    write(line: string) {
      lines += line;
    },
  };
  write(createLogger({ level: 'trace', stream }));
  return lines;
}

const PERSON = 'Trần Thị Kín';
const PHONE = '0901 234 567';

describe('the log', () => {
  it('hides every field that describes or quotes a person, however deep', () => {
    const lines = logged((log) => {
      log.info(
        { headName: PERSON, household: { phone: PHONE, members: [{ name: PERSON }] }, inbound: { type: 'text', text: PERSON } },
        'seen',
      );
      log.child({ account: 'random-id' }).warn({ update: { body: { caption: PERSON } }, cookie: PERSON, Head_Name: PERSON });
    });
    expect(lines).not.toMatch(/Kín|0901/);
    expect(lines).toContain('"account":"random-id"');
  });

  it('hides what errors quote, and keeps what an operator needs', () => {
    const lines = logged((log) => {
      for (const error of [
        new SyntaxError(`Unexpected token 'T', "${PERSON}" is not valid JSON`),
        Object.assign(new Error(`Invalid value: ${PERSON}`), { name: 'PrismaClientValidationError' }),
        Object.assign(new Error(`Key (phone)=(${PHONE}) already exists`), { severity: 'ERROR', code: '23505' }),
        new Error(`cannot read "${PERSON}" at ${PHONE}`, { cause: new Error(`because of '${PERSON}'`) }),
      ])
        log.error({ err: error }, 'failed');
    });
    expect(lines).not.toMatch(/Kín|0901/);
    expect(lines).toContain('"errorCode":"23505"');
    expect(lines).toContain('"message":"cannot read … at …"');
    expect(lines).toContain('log.test.ts');
  });

  it('survives what cannot be written down', () => {
    const circle: Record<string, unknown> = { bytes: new Uint8Array([1, 2, 3]), at: new Date(0) };
    circle.self = circle;
    expect(logged((log) => log.info(circle))).toContain('1970-01-01');
  });

  it('holds an error that is logged by itself to the same rules', () => {
    const lines = logged((log) => {
      const error = new SyntaxError(`Unexpected "${PERSON}"`);
      log.error(error);
      log.error({ err: error });
    });
    expect(lines).not.toContain('Kín');
    expect(lines).toContain('SyntaxError');
  });
});
