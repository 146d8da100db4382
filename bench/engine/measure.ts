/**
 * Times one engine in a process of its own: after a warm-up, resumes as often as it can for the seconds given on the command
 * line. Seconds of processor time, so that a busy machine colours neither.
 */
const WARM_UP_SECONDS = 1.5;
/** A machine that gives less than this much of a core is not worth measuring on. */
const LEAST_SHARE = 0.05;

type Take<T> = (resume: T) => string | Promise<string>;

/**
 * Prints `{ perSecond }`.
 *
 * @param resumes taken one after another, over and over
 */
export async function measure<T>(resumes: readonly T[], take: Take<T>): Promise<void> {
  await repeat(resumes, take, WARM_UP_SECONDS);
  process.stdout.write(`${JSON.stringify({ perSecond: await repeat(resumes, take, Number(process.argv[2] ?? 3)) })}\n`);
}

/** @returns how many for each second of processor time */
async function repeat<T>(resumes: readonly T[], take: Take<T>, seconds: number): Promise<number> {
  const givingUp = performance.now() + (seconds / LEAST_SHARE) * 1_000;
  const before = process.cpuUsage();
  for (let count = 0; ; count += resumes.length) {
    const { user, system } = process.cpuUsage(before);
    const spent = (user + system) / 1e6;
    if (spent >= seconds || performance.now() > givingUp) return count / spent;
    for (const resume of resumes) {
      const out = take(resume);
      if (typeof out !== 'string') await out;
    }
  }
}
