import { checkDirectory, examineInstallation, Findings } from '../src/store/check.ts'
import { openDriver } from '../src/store/open.ts'

/** What `muster database check` finds wrong in a database file of one directory, in sentences; it may be in use. */
export async function wrongIn(file: string): Promise<string[]> {
  const driver = openDriver(`sqlite:${file}`)
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
