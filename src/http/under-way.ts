/** The requests with a body that are under way. */
export interface UnderWay {
  /** Gives the answer back, and counts the request as under way until it is there. */
  track(request: Request, answer: Promise<Response>): Promise<Response>
  /** Resolves when those that are under way now have their answers; later ones are not waited for. */
  settled(): Promise<void>
}

/**
 * Knows what must be waited for before connections are told to end: `Deno.serve` breaks off the bodies that are still
 * arriving when it shuts down, although it waits for the answers.
 */
export function newUnderWay(): UnderWay {
  const answers = new Set<Promise<Response>>()
  return {
    track(request, answer) {
      if (BODILESS.has(request.method)) return answer
      answers.add(answer)
      const forget = () => answers.delete(answer)
      answer.then(forget, forget)
      return answer
    },
    async settled() {
      await Promise.allSettled(answers)
    },
  }
}

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD'])
