import { Buffer } from 'node:buffer'
import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** A new random secret: 32 lower-case hex digits (128 bits), the length that LOX24's keys have. */
export function newSecret(): string {
  return randomBytes(16).toString('hex')
}

/** The form in which a random secret is stored and found. One SHA-256 is enough, because nobody can guess the secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

const cost = { N: 16384, r: 8, p: 1 }
const keyBytes = 32

/** A slow hash of a password, with its salt and cost, for the store. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** A hash that no password has. */
export const NOBODYS_HASH = ['scrypt', cost.N, cost.r, cost.p, '', ''].join('$')

const rememberedMs = 5 * 60 * 1000
const rememberedMax = 10000
const memoryKey = randomBytes(32)
const remembered = new Map<string, number>()

/**
 * Whether a password has this hash. A verified pair is remembered in the process for five minutes, under a key that
 * lives no longer than the process, because some vendors' clients send the password with every request; a changed
 * password has another hash and is not found. `now` is in milliseconds.
 */
export async function verifyPassword(password: string, hash: string, now: number): Promise<boolean> {
  const memory = createHmac('sha256', memoryKey).update(`${hash}\n${password}`).digest('base64')
  const until = remembered.get(memory)
  if (until !== undefined && until > now) return true
  if (!await matches(password, hash)) return false
  if (remembered.size >= rememberedMax) remembered.clear()
  remembered.set(memory, now + rememberedMs)
  return true
}

async function matches(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split('$')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'base64')
  const found = await derive(password, Buffer.from(salt, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return found.length === expected.length && timingSafeEqual(found, expected)
}

function derive(
  password: string,
  salt: Buffer,
  options: { N: number; r: number; p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFC'),
      salt,
      keyBytes,
      options,
      (error, key) => error ? reject(error) : resolve(key),
    )
  })
}
