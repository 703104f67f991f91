/**
 * The name of a channel as its publishers and subscribers have it in common: the last part of an ARN, of a queue's URL or of
 * a resource path; anything else as it is.
 */
export function channelName(broker: string, name: string): string {
  switch (broker) {
    case 'sns':
    case 'sqs':
    case 'eventbridge':
    case 'kinesis':
      return name
        .replace(/^arn:aws[\w-]*:[^:]*:[^:]*:[^:]*:(?:stream\/|event-bus\/)?/, '')
        .replace(/^https?:\/\/.*\//, '');
    case 'pubsub':
      return name.replace(/^projects\/[^/]*\/(?:topics|subscriptions)\//, '');
    case 'cloudtasks':
      return name.replace(/^projects\/[^/]*\/locations\/[^/]*\/queues\//, '');
    case 'eventhubs':
      // A connection string names its hub, if at all, at its end.
      return name.startsWith('Endpoint=') ? (/;EntityPath=([^;]+)/.exec(name)?.[1] ?? '') : name;
    case 'pulsar':
      return name.replace(/^persistent:\/\/public\/default\//, '');
    default:
      return name;
  }
}
