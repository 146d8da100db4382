/** Times one engine in a process of its own: after a warm-up, resumes as often as it can for the seconds given on the command line. */
const WARM_UP_MS = 1_500;

type Take<T> = (resume: T) => string | Promise<string>;

/**
 * Prints `{ perSecond }`: resumes for each second of processor time, so that a busy machine or a garbage collector on
 * another core does not colour it.
 *
 * @param resumes taken one after another, over and over
 */
export async function measure<T>(resumes: readonly T[], take: Take<T>): Promise<void> {
  const seconds = Number(process.argv[2] ?? 3);
  await repeat(resumes, take, WARM_UP_MS);
  const before = process.cpuUsage();
  const count = await repeat(resumes, take, seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ perSecond: count / ((user + system) / 1e6) })}\n`);
}

async function repeat<T>(resumes: readonly T[], take: Take<T>, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds;
  let count = 0;
  while (performance.now() < end) {
    for (const resume of resumes) {
      const out = take(resume);
      if (typeof out !== 'string') await out;
    }
    count += resumes.length;
  }
  return count;
}
