import { checkDirectory, examineInstallation, Findings } from '../src/store/check.ts'
import { openDriver } from '../src/store/open.ts'

/** What `muster database check` finds wrong in a database of one directory, in sentences; it may be in use. */
export async function wrongIn(database: string): Promise<string[]> {
  const driver = openDriver(database)
  try {
    const damages = await driver.damages()
    if (damages.length > 0) return damages
    const installation = new Findings()
    await examineInstallation(driver, installation)
    return [...installation.list, ...await checkDirectory(driver, 1)].map(({ message }) => message)
  } finally {
    await driver.close()
  }
}
