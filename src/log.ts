/** The log: what happened, never whom it concerned. */
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

/** Keys whose values describe a person, quote them, or open something. Compared without case, `-` and `_`. */
const private_ = new Set(
  [
    ...['name', 'head', 'headName', 'headNameKey', 'phone', 'contact', 'email', 'address', 'ip'],
    ...[
      'text',
      'body',
      'caption',
      'label',
      'note',
      'story',
      'value',
      'vars',
      'session',
      'inbound',
      'outbound',
      'query',
      'data',
      'args',
      'params',
    ],
    ...['cookie', 'setCookie', 'authorization', 'token', 'secret', 'password', 'code', 'link', 'url'],
    ...['externalId', 'chatKey', 'originalName', 'filename'],
  ].map(plain),
);
/** Deeper than anything worth logging; also ends a circular structure. */
const MAX_DEPTH = 6;
const HIDDEN = '[hidden]';

/** @param stream where the lines go; standard output unless given */
export function createLogger(options: { level: string; stream?: DestinationStream }): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }), log: (fields: Record<string, unknown>) => hideFields(fields, 0) },
    // Errors are made safe by `formatters.log` wherever they stand; pino's own serializer would put the message back.
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(args, method) {
        const [first] = args as unknown[];
        const alone = args.length === 1 && (first instanceof Error || (first as { err?: unknown } | null)?.err instanceof Error);
        // Without words of ours pino would take the error's own.
        if (alone) method.apply(this, [first instanceof Error ? { err: first } : first, 'error'] as Parameters<typeof method>);
        else method.apply(this, args);
      },
    },
  };
  return options.stream ? pino(settings, options.stream) : pino(settings);
}

function hide(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_DEPTH) return HIDDEN;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => hide(item, depth + 1));
  return hideFields(value as Record<string, unknown>, depth);
}

function hideFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, private_.has(plain(key)) ? HIDDEN : hide(value, depth + 1)]),
  );
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '');
}

/**
 * What an operator needs of an error. Messages of JSON.parse, Prisma and PostgreSQL quote what people wrote, so those
 * are left out; of other messages everything in quotes and every long number goes.
 */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name,
    ...(typeof code === 'string' ? { errorCode: code } : {}),
    ...(quotesInput(error) ? {} : { message: withoutQuotes(error.message) }),
    at: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)),
    ...(error.cause === undefined || depth >= MAX_DEPTH ? {} : { cause: hide(error.cause, depth + 1) }),
  };
}

function quotesInput(error: Error): boolean {
  return (
    error instanceof SyntaxError ||
    /prisma|driveradapter|database|zod/i.test(`${error.constructor.name} ${error.name}`) ||
    'severity' in error
  );
}

function withoutQuotes(message: string): string {
  return message.replaceAll(/(["'`“‘]).*?(["'`”’]|$)/gs, '…').replaceAll(/\d[\d .-]{6,}\d/g, '…');
}
