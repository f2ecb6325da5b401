import assert from 'node:assert/strict'
import { whyNoCurl } from '../curl.ts'
import { sendRaw } from '../raw-http.ts'
import { type Api, APPLICATION, FULL, G, losantTest, P, SAMPLE } from './client.ts'

const reason = await whyNoCurl('the curl lines of the documentation')

/** The three lines as the page "Experience Group Actions" prints them; the ids are those of its examples. */
const LINES = {
  get: `curl -H 'Content-Type: application/json' \\
-H 'Accept: application/json' \\
-H 'Authorization: Bearer YOUR_API_ACCESS_TOKEN' \\
-X GET \\
https://api.losant.com/applications/APPLICATION_ID/experience/groups/EXPERIENCE_GROUP_ID`,
  patch: `curl -H 'Content-Type: application/json' \\
-H 'Accept: application/json' \\
-H 'Authorization: Bearer YOUR_API_ACCESS_TOKEN' \\
-X PATCH \\
-d '{"name":"My New Group Name","experienceUserIds":["575ed70c7ae143cd83dc4aa9","675ed70c7ae143cd83dc4aa9"],"experienceEndpointIds":["58b9d743cbfafe1be675744b","58b9d743cbfafe1be675744c"],"parentId":"775ed70c7ae143cd83dc4aa9","deviceIds":["58b9d743cbfafe1be675744d"],"deviceTags":[{"key":"myKey","value":"foo"}]}' \\
https://api.losant.com/applications/APPLICATION_ID/experience/groups/EXPERIENCE_GROUP_ID`,
  delete: `curl -H 'Content-Type: application/json' \\
-H 'Accept: application/json' \\
-H 'Authorization: Bearer YOUR_API_ACCESS_TOKEN' \\
-X DELETE \\
https://api.losant.com/applications/APPLICATION_ID/experience/groups/EXPERIENCE_GROUP_ID`,
}

/** Runs a line in a shell, with another host and the ids; gives the status and the body. */
async function run({ running }: Api, line: string): Promise<{ status: number; body: unknown }> {
  const script = line.replace('https://api.losant.com', running.url).replace('APPLICATION_ID', APPLICATION)
    .replace('EXPERIENCE_GROUP_ID', G).replace('curl', "curl -s --noproxy '*' -w '\\n%{http_code}'")
  const { stdout } = await new Deno.Command('sh', { args: ['-c', script] }).output()
  const [body = '', status] = new TextDecoder().decode(stdout).split('\n')
  return { status: Number(status), body: JSON.parse(body) }
}

losantTest('curl: the three lines of the documentation work with another host', async (api) => {
  const got = await run(api, LINES.get)
  assert.equal(got.status, 200)
  assert.partialDeepStrictEqual(got.body, { id: G, applicationId: APPLICATION, name: 'Fixture' })
  const patched = await run(api, LINES.patch)
  assert.equal(patched.status, 200)
  assert.partialDeepStrictEqual(patched.body, { ...SAMPLE, id: G, ancestorIds: [P] })
  assert.deepEqual((await run(api, LINES.get)).body, patched.body)
  assert.deepEqual(await run(api, LINES.delete), { status: 200, body: { success: true } })
  assert.deepEqual(await run(api, LINES.get), {
    status: 404,
    body: { type: 'NotFound', message: 'Experience Group was not found' },
  })
}, { ignore: reason !== undefined, fixtures: ['incoplax', 'hive', 'losant', 'lox24', 'superoffice'] })

losantTest('curl: a DELETE with a type and no body, to the byte', async (api) => {
  const answer = await sendRaw(api.running.url, {
    method: 'DELETE',
    path: `/applications/${APPLICATION}/experience/groups/${G}`,
    headers: [
      'Host: $HOST',
      'User-Agent: curl/8.14.1',
      'Content-Type: application/json',
      'Accept: application/json',
      `Authorization: Bearer ${FULL}`,
    ],
  })
  assert.deepEqual([answer.status, answer.body], [200, '{"success":true}'])
})
