import { DirectoryError } from './core/error.ts'

/**
 * Makes the folder of the data and keeps it for this process as long as it lives. Throws `conflict` when another server
 * has it: two servers on one SQLite file would each count on being its only writer.
 */
export async function lockFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await Deno.open(`${folder}/muster.lock`, { create: true, write: true })
  if (await file.tryLock(true)) return
  file.close()
  throw new DirectoryError(
    'conflict',
    `another server is running on the data in ${folder}; stop it or set MUSTER_DATA`,
  )
}
