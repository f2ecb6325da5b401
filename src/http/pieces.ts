/** Up to how many characters an answer is sent whole. */
const wholeMax = 262_144

/**
 * A body of pieces of text. A short one is read to its end and sent whole, with its length; a longer one is sent as it is
 * read, so that memory stays small.
 */
export async function bodyOf(pieces: AsyncGenerator<string>): Promise<BodyInit> {
  let text = ''
  while (text.length <= wholeMax) {
    const { done, value } = await pieces.next()
    if (done) return text
    text += value
  }
  return ReadableStream.from(behind(text, pieces)).pipeThrough(new TextEncoderStream())
}

async function* behind(first: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* pieces
}
