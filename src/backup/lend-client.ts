/** A connection for as long as it is needed, outside of Prisma: COPY needs the bare protocol. */
import pg from 'pg';

/** Lends `work` a connection. When it fails, what it began is undone, and nothing that is still on its way is waited for. */
export async function lendClient<T>(url: string, name: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  // A connection that breaks is noticed by what is asked of it next.
  client.on('error', () => {});
  await client.connect();
  try {
    const result = await work(client);
    await client.end();
    return result;
  } catch (error) {
    // In the middle of a COPY neither side would listen to a farewell.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    throw error;
  }
}
