/** What has to be shown, in the order of the page. A program in bench/platform names in its first line which of them it shows. */
export const GOALS = {
  R1: 'Orders survive kill -9 of writer, relay, consumer and broker: none lost, no effect twice, the order of each key kept',
  R2: 'Sagas survive kill -9 at every transition: no double effect, no forgotten compensation, one alert for each that failed',
  R3: 'Sagas a second, and how soon another process goes on with one',
  R4: 'What the guards of a call cost',
  R5: 'No call outlives its deadline, whatever the fault, and nothing leaks',
  R6: 'Retries do not multiply the load on an upstream that is down',
  R7: 'Rolling restarts under load fail no request',
  R8: 'An overload is shed: those who are served are served in time, and it is over when the load is',
  R9: 'Publishing and consuming go on when a broker comes back',
  R10: 'The image is built, runs as another user and as process 1, and ends in time',
  R11: 'Bugs that were put in on purpose are found, each by the test named for it',
  R12: 'One trace from the gateway to the last step',
  H1: 'Liveness asks nobody, readiness tells the truth, and probes are never turned away',
  N11: 'Every edge of a running system is protected, and the tests notice when it is not',
  C1: 'The same tests on what other generators write',
};
