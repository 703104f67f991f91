import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { durabilityOfMqtt } from './durability.ts';
import { argument, everyOption, handedOption, optionValues } from './options.ts';
import { listed, publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of managed brokers: AWS (SDK 2 and 3), sqs-consumer, Google Pub/Sub, Azure Service Bus and Event Hubs; and of MQTT. */
export const cloudMessaging: readonly Recogniser[] = [
  {
    packages: [
      '@aws-sdk/client-sns',
      '@aws-sdk/client-sqs',
      '@aws-sdk/client-eventbridge',
      '@aws-sdk/client-cloudwatch-events',
      '@aws-sdk/client-kinesis',
      'aws-sdk',
    ],
    message: aws,
  },
  { packages: ['sqs-consumer', '@rxfork/sqs-consumer', 'sqs-producer'], message: sqsConsumer },
  { packages: ['@google-cloud/pubsub'], message: pubsub },
  { packages: ['@azure/service-bus'], message: serviceBus },
  { packages: ['@azure/event-hubs'], message: eventHubs },
  { packages: ['mqtt', 'async-mqtt'], message: mqtt },
];

interface AwsOperation {
  readonly broker: string;
  readonly direction: 'publish' | 'subscribe';
  readonly option: readonly string[];
  /** Option that holds a list of entries which name the channel. */
  readonly entries?: string;
}

const OPERATIONS: Readonly<Record<string, AwsOperation>> = {
  Publish: { broker: 'sns', direction: 'publish', option: ['TopicArn', 'TargetArn'] },
  PublishBatch: { broker: 'sns', direction: 'publish', option: ['TopicArn'] },
  SendMessage: { broker: 'sqs', direction: 'publish', option: ['QueueUrl'] },
  SendMessageBatch: { broker: 'sqs', direction: 'publish', option: ['QueueUrl'] },
  ReceiveMessage: { broker: 'sqs', direction: 'subscribe', option: ['QueueUrl'] },
  PutEvents: {
    broker: 'eventbridge',
    direction: 'publish',
    option: ['DetailType', 'EventBusName'],
    entries: 'Entries',
  },
  PutRecord: { broker: 'kinesis', direction: 'publish', option: ['StreamName', 'StreamARN'] },
  PutRecords: { broker: 'kinesis', direction: 'publish', option: ['StreamName', 'StreamARN'] },
};

const AWS_CLIENT =
  /(?:^|[./])(?:SNS|SQS|EventBridge|CloudWatchEvents|Kinesis)(?:Client)?!\.(\w+)$|^clients\/(?:sns|sqs|eventbridge|kinesis)!\.(\w+)$/;

// `client.send(new PublishCommand({ TopicArn }))`, and `sns.publish({ TopicArn })` of the older SDK.
function aws(lib: Lib, site: Site): MessageShape | undefined {
  const match = AWS_CLIENT.exec(lib.path);
  const member = match?.[1] ?? match?.[2];
  if (!member) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  if (member !== 'send') {
    const operation = OPERATIONS[member.charAt(0).toUpperCase() + member.slice(1)];
    return operation && awsMessage(site, operation, first);
  }
  for (const command of first) {
    if (command.t !== 'lib') continue;
    const operation = OPERATIONS[/(\w+)Command!$/.exec(command.lib.path)?.[1] ?? ''];
    if (operation) return awsMessage(site, operation, argument(evaluator, command.lib.args, 0));
  }
  return undefined;
}

function awsMessage(site: Site, operation: AwsOperation, options: readonly Value[]): MessageShape {
  const entries = operation.entries ? listed(site, optionValues(site.evaluator, options, operation.entries)) : options;
  const named = handedOption(site.evaluator, entries, ...operation.option);
  const carried = named.flatMap((value) => lookedUp(site, value, tagged));
  const names = named.flatMap((value) => {
    const found = lookedUp(site, value, calledSo);
    return found.length > 0 ? found : [value];
  });
  return {
    // What a topic carries, a queue of the same tag takes.
    broker: carried.length > 0 ? 'sqs' : operation.broker,
    direction: operation.direction,
    names: carried.length > 0 ? carried : names,
    handlers: [],
  };
}

type NameOf = (site: Site, options: readonly Value[]) => readonly Value[];

const calledSo: NameOf = ({ evaluator }, options) => everyOption(evaluator, options, 'QueueName', 'Name');

// Names of topics and queues allow few characters: the tag `event` says which event one carries.
const tagged: NameOf = (site, options) => {
  const { evaluator } = site;
  const tags = listed(site, everyOption(evaluator, options, 'tags', 'Tags'));
  const pairs = tags.filter((tag) => joinTexts(optionValues(evaluator, [tag], 'Key')).some((name) => name === 'event'));
  return [...everyOption(evaluator, tags, 'event'), ...everyOption(evaluator, pairs, 'Value')];
};

// A queue's URL that was asked for by its name, or that creating it gave.
function lookedUp(site: Site, value: Value, nameOf: NameOf): readonly Value[] {
  if (value.t !== 'lib' || !/(?:Queue|queue)Ur[il]$|TopicArn$/.test(value.lib.path)) return [];
  const { evaluator } = site;
  for (let at: Lib | undefined = value.lib; at; at = at.base) {
    const options = argument(evaluator, at.args, 0).flatMap((arg) =>
      arg.t === 'lib' && arg.lib.path.endsWith('Command!') ? argument(evaluator, arg.lib.args, 0) : [arg],
    );
    const names = nameOf(site, options);
    if (names.length > 0) return names;
  }
  return [];
}

function sqsConsumer(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator } = site;
  if (/^Consumer\.create$/.test(lib.path)) {
    const options = argument(evaluator, site.args, 0);
    const handlers = optionValues(evaluator, options, 'handleMessage', 'handleMessageBatch');
    return subscription('sqs', optionValues(evaluator, options, 'queueUrl'), handlers);
  }
  if (!/^(?:Producer\.)?create\(\)\.send$/.test(lib.path)) return undefined;
  return publication('sqs', optionValues(evaluator, argument(evaluator, lib.args, 0), 'queueUrl'));
}

function pubsub(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator } = site;
  const own = argument(evaluator, lib.args, 0);
  if (/(?:\.(?:topic|createTopic)\(\)(?:\.0)?|^Topic!)\.(?:publish|publishMessage|publishJSON)$/.test(lib.path))
    return publication('pubsub', own);
  if (!/(?:\.(?:subscription|createSubscription)\(\)(?:\.0)?|^Subscription!)\.on$/.test(lib.path)) return undefined;
  const event = argument(evaluator, site.args, 0);
  if (
    !event.some((value) => value.t === 'text' && value.parts.some((part) => part.p === 'text' && part.s === 'message'))
  )
    return undefined;
  // A subscription that is reached through its topic receives what is published there.
  const topic = ancestorWith(lib, /\.(?:topic|createTopic)\(\)(?:\.0)?\.(?:subscription|createSubscription)$/);
  return subscription('pubsub', topic ? argument(evaluator, topic.args, 0) : own, argument(evaluator, site.args, 1));
}

function serviceBus(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  const match = /\.(createSender|createReceiver|acceptSession|acceptNextSession)\(\)\.(\w+)$/.exec(lib.path);
  if (!match) return undefined;
  const name = argument(evaluator, lib.args, 0);
  if (match[1] === 'createSender')
    return /^(?:sendMessages|scheduleMessages)$/.test(match[2] ?? '') ? publication('servicebus', name) : undefined;
  if (!/^(?:subscribe|receiveMessages|getMessageIterator)$/.test(match[2] ?? '')) return undefined;
  return subscription('servicebus', name, optionValues(evaluator, argument(evaluator, args, 0), 'processMessage'));
}

function eventHubs(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator } = site;
  if (lib.path === 'EventHubProducerClient!.sendBatch') {
    const hub = argument(evaluator, lib.args, 1).filter((value) => value.t === 'text');
    return publication('eventhubs', hub.length > 0 ? hub : argument(evaluator, lib.args, 0));
  }
  if (lib.path !== 'EventHubConsumerClient!.subscribe') return undefined;
  const handlers = optionValues(evaluator, argument(evaluator, site.args, 0), 'processEvents');
  return subscription('eventhubs', argument(evaluator, lib.args, 2), handlers);
}

const MQTT = /(?:connect(?:Async)?\(\)|(?:Async)?(?:Mqtt)?Client!)\.(publish|publishAsync|subscribe|subscribeAsync)$/;

function mqtt(lib: Lib, site: Site): MessageShape | undefined {
  const member = MQTT.exec(lib.path)?.[1];
  if (!member) return undefined;
  const first = argument(site.evaluator, site.args, 0);
  if (member.startsWith('publish')) return { ...publication('mqtt', first), durability: durabilityOfMqtt(site) };
  const keys = first.flatMap((value): Value[] =>
    value.t === 'obj'
      ? value.expr.props.flatMap((prop): Value[] =>
          typeof prop.key === 'string'
            ? [
                {
                  t: 'text',
                  parts: [
                    { p: 'text', s: prop.key, origin: 'literal', at: site.evaluator.evidence(value.file, prop.at) },
                  ],
                },
              ]
            : [],
        )
      : [],
  );
  return subscription('mqtt', keys.length > 0 ? keys : listed(site, first), []);
}

function ancestorWith(lib: Lib, path: RegExp): Lib | undefined {
  for (let at: Lib | undefined = lib; at; at = at.base) if (path.test(at.path)) return at;
  return undefined;
}
