/** Why a test cannot use curl, if it cannot; says then that it is skipped. */
export async function whyNoCurl(test: string): Promise<string | undefined> {
  const reason = await whyNot()
  if (reason) console.warn(`skipped: ${test}: ${reason}`)
  return reason
}

async function whyNot(): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: 'run', command: 'curl' })
  if (state !== 'granted') return 'it needs --allow-run=curl'
  try {
    await new Deno.Command('curl', { args: ['--version'], stdout: 'null' }).output()
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 'there is no curl here'
    throw error
  }
  return undefined
}
