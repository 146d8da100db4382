/** `nhahoc serve`: the same as `npm start`. */

export async function run(): Promise<number> {
  await import('../main.ts');
  return Number(process.exitCode ?? 0);
}
