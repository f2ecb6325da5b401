import type { Store, Writing } from '../store.ts'

/**
 * The store as it is inside a write that is under way: a command that is given it becomes a part of that write, so that
 * what it is decided on cannot change in between.
 */
export function inside(store: Store, tx: Writing): Store {
  return {
    clock: store.clock,
    read: (_, work) => work(tx),
    write: (_, work) => work(tx),
    readInstallation: (work) => store.readInstallation(work),
    writeInstallation: (work) => store.writeInstallation(work),
    onEvents: (listener) => store.onEvents(listener),
    statistics: () => store.statistics(),
    close: () => store.close(),
  }
}
