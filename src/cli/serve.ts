/** `nhahoc serve`: the same as `npm start`. */
import { run as serve } from '../main.ts';

export async function run(): Promise<number> {
  await serve();
  return Number(process.exitCode ?? 0);
}
