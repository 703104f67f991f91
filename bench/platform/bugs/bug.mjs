/**
 * A bug that somebody might make: what it is, the file of templates/platform/src that has it, the text that is taken out
 * and what comes in its place (once in the file), the file of templates/platform/test that must go red, and the beginnings
 * of the names of the tests that have to. The first one is there for it; others may fail as well.
 */
export function bug(name, file, [from, to], test, fails) {
  return { name, file, from, to, test, fails };
}
