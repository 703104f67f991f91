/**
 * A bug that somebody might make: what it is, the file of templates/platform/src that has it, the text that is taken out
 * and what comes in its place (once in the file), the file of templates/platform/test that must go red, and the beginnings
 * of the names of all its tests that then fail. The first one is the test that is there for it.
 */
export function bug(name, file, [from, to], test, fails) {
  return { name, file, from, to, test, fails };
}
