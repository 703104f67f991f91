import type { SagaSpec, SagaStepSpec } from '../../blueprint/blueprint.ts';
import { isTemporal } from '../../blueprint/saga-style.ts';
import { camel, functionName, kebab } from '../names.ts';
import { sagaView } from './saga-view.ts';

/** A saga that Temporal leads. */
export interface TemporalSagaView {
  readonly name: string;
  readonly file: string;
  /** `placeOrder`, the name of the workflow; `placeOrderSteps`. */
  readonly workflow: string;
  readonly stepsName: string;
  readonly steps: readonly {
    readonly run: string;
    readonly undo: string | null;
    readonly timeout: number;
    readonly pivot: boolean;
    readonly forward: boolean;
    /** Method and path of the call, with `<saga>` for the saga's id. */
    readonly called: string;
  }[];
}

/** An activity of a service; `call` is a TypeScript expression, `takes` the members of its context. */
export interface ActivityView {
  readonly name: string;
  readonly call: string;
  readonly takes: string;
}

/** What a service has of Temporal; each activity stands once, however many sagas take it. */
export interface TemporalView {
  readonly sagas: readonly TemporalSagaView[];
  readonly activities: readonly ActivityView[];
  /** Properties of `Dependencies` that they call, as a union type. */
  readonly clientNames: string;
  readonly undoes: boolean;
}

/** The view of the sagas that Temporal leads. */
export function temporalView(all: readonly SagaSpec[]): TemporalView {
  const sagas = all.filter(isTemporal);
  const views = sagas.map(sagaView);
  const activities = new Map<string, ActivityView>();
  for (const [index, { steps }] of sagas.entries())
    for (const [position, step] of steps.entries()) {
      const calls = views[index]?.steps[position];
      if (!calls) continue;
      const { run, compensate } = calls;
      activities.set(activityName(step.do), { name: activityName(step.do), ...run });
      if (step.undo && compensate) {
        const name = undoName(step.undo);
        activities.set(name, { name, call: compensate.call, takes: compensate.takes });
      }
    }
  return {
    sagas: sagas.map(temporalSaga),
    activities: [...activities.values()],
    clientNames: [...new Set(views.flatMap(({ clientNames }) => clientNames.split(' | ')))].join(' | '),
    undoes: views.some(({ undoes }) => undoes),
  };
}

function temporalSaga({ name, steps }: SagaSpec): TemporalSagaView {
  const pivot = steps.findIndex((step) => step.pivot);
  return {
    name,
    file: kebab(name),
    workflow: functionName(name),
    stepsName: `${camel(name)}Steps`,
    steps: steps.map((step, index) => ({
      run: activityName(step.do),
      undo: step.undo && undoName(step.undo),
      timeout: step.timeout,
      pivot: step.pivot,
      forward: pivot !== -1 && index > pivot,
      called: `${step.do.endpoint.method} ${step.do.endpoint.path.replace(/:\w+/g, '<saga>')}`,
    })),
  };
}

// Names of services have no dots, so that no two are alike.
function activityName({ service, endpoint }: SagaStepSpec['do']): string {
  return `${service}.${endpoint.operation}`;
}

function undoName(action: SagaStepSpec['do']): string {
  return `undo:${activityName(action)}`;
}
