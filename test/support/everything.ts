/** Every table, row by row, as text: to look for what should not be there. */
import type { PrismaClient } from '../../src/db/client.ts';

export async function everything(prisma: PrismaClient): Promise<Map<string, string>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const contents = new Map<string, string>();
  for (const { name } of tables) {
    const [rows] = await prisma.$queryRawUnsafe<{ text: string | null }[]>(`SELECT string_agg(t::text, E'\\n') AS text FROM "${name}" t`);
    contents.set(name, rows?.text ?? '');
  }
  return contents;
}
