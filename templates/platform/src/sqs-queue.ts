import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message as it was received: until it is removed, or its time is over, nobody else has it, nor another one of its group. */
export interface Received {
  readonly id: string;
  readonly text: string;
  readonly group: string;
  /** How often it was received, this time included. */
  readonly receives: number;
  readonly handle: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ReceiveOptions {
  readonly max: number;
  /** How long the queue waits for a message, in seconds; 20 at most. */
  readonly waitSeconds: number;
  /** Asked again with the same one, the queue gives the same messages again: nothing is held that no answer arrived for. */
  readonly attempt?: string;
  readonly signal?: AbortSignal;
}

const BATCH = 10;

/** Sends a request that is given up after `ms`, or when `stop` says so. */
export async function inTime<T>(ms: number, send: (signal: AbortSignal) => Promise<T>, stop?: AbortSignal): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await send(stop ? AbortSignal.any([stop, deadline.signal]) : deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** A FIFO queue of SQS. */
export class SqsQueue {
  readonly url: string;
  readonly arn: string;
  private readonly client: SQSClient;
  private readonly timeoutMs: number;
  private readonly visibleAfterS: number;

  constructor(
    client: SQSClient,
    { url, arn, timeoutMs, visibleAfterS }: { url: string; arn: string; timeoutMs: number; visibleAfterS: number },
  ) {
    this.client = client;
    this.url = url;
    this.arn = arn;
    this.timeoutMs = timeoutMs;
    this.visibleAfterS = visibleAfterS;
  }

  /** After this silence of who has a message others receive it. */
  get holdMs(): number {
    return this.visibleAfterS * 1_000;
  }

  async receive({ max, waitSeconds, attempt, signal }: ReceiveOptions): Promise<Received[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: Math.min(BATCH, max),
      WaitTimeSeconds: waitSeconds,
      ReceiveRequestAttemptId: attempt,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
      MessageAttributeNames: ['All'],
    });
    const send = async (abortSignal: AbortSignal) => this.client.send(command, { abortSignal });
    const { Messages = [] } = await inTime(waitSeconds * 1_000 + this.timeoutMs, send, signal);
    return Messages.map(readMessage);
  }

  /** Sends what is read by nobody in any order: a group of its own. `id`: sent again it is the same one for five minutes. */
  async send(text: string, id: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const attributes = Object.entries(headers).map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: value },
    ]);
    const command = new SendMessageCommand({
      QueueUrl: this.url,
      MessageBody: text,
      MessageGroupId: id,
      MessageDeduplicationId: id,
      MessageAttributes: Object.fromEntries(attributes),
    });
    await inTime(this.timeoutMs, async (abortSignal) => this.client.send(command, { abortSignal }));
  }

  async remove({ handle }: Received): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: handle });
    await inTime(this.timeoutMs, async (abortSignal) => this.client.send(command, { abortSignal }));
  }

  /** Others may receive it now. */
  async giveBack({ handle }: Received): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: this.url,
      ReceiptHandle: handle,
      VisibilityTimeout: 0,
    });
    await inTime(this.timeoutMs, async (abortSignal) => this.client.send(command, { abortSignal }));
  }

  /** Keeps messages from others for another while. Returns those that are not ours any more. */
  async keep(messages: readonly Received[]): Promise<Received[]> {
    const lost: Received[] = [];
    for (let first = 0; first < messages.length; first += BATCH) {
      const batch = messages.slice(first, first + BATCH);
      const command = new ChangeMessageVisibilityBatchCommand({
        QueueUrl: this.url,
        Entries: batch.map(({ handle }, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: this.visibleAfterS,
        })),
      });
      const { Failed = [] } = await inTime(this.timeoutMs, async (abortSignal) =>
        this.client.send(command, { abortSignal }),
      );
      for (const { Id, SenderFault } of Failed) {
        const message = batch[Number(Id)];
        if (SenderFault && message) lost.push(message);
      }
    }
    return lost;
  }
}

function readMessage({
  MessageId = '',
  Body = '',
  ReceiptHandle = '',
  Attributes,
  MessageAttributes = {},
}: Message): Received {
  const headers = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
  return {
    id: MessageId,
    text: Body,
    group: Attributes?.MessageGroupId ?? MessageId,
    receives: Number(Attributes?.ApproximateReceiveCount ?? 1),
    handle: ReceiptHandle,
    headers: Object.fromEntries(headers),
  };
}
