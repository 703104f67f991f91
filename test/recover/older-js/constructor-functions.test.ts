import { expect, test } from 'vitest';
import { calls, recoverFiles, service } from '../../support/recover-files.ts';

/** What `text` publishes, subscribes and calls, with what `bus.js` holds. */
async function said(text: string, bus: string): Promise<string[]> {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'kafka-node', 'axios'),
    'src/app.js': `const app = require('express')();\nconst Bus = require('./bus');\n${text}\napp.listen(3000);`,
    'src/bus.js': `const kafka = require('kafka-node');\nconst axios = require('axios');\n${bus}`,
  });
  return [
    ...model.publications.map(({ channel }) => `> ${channel}`),
    ...model.subscriptions.map(({ channel }) => `< ${channel}`),
    ...calls(model),
  ];
}

const PRODUCER = 'new kafka.HighLevelProducer(new kafka.KafkaClient({ kafkaHost: host }))';
const SEND = 'this.producer.send([{ topic: topic, messages: JSON.stringify(message) }], done);';
const USE = "const bus = new Bus('kafka:9092'); bus.publish('order.created', {}, () => {});";

test.each([
  [
    'methods of a prototype',
    `function Bus(host) { this.producer = ${PRODUCER}; }
Bus.prototype.publish = function (topic, message, done) { ${SEND} };
module.exports = Bus;`,
  ],
  [
    'a prototype as a whole',
    `var Bus = function (host) { this.producer = ${PRODUCER}; };
Bus.prototype = { publish: function (topic, message, done) { ${SEND} } };
module.exports = Bus;`,
  ],
  [
    'members that the constructor gives',
    `function Bus(host) {
  this.producer = ${PRODUCER};
  this.publish = function (topic, message, done) { ${SEND} };
}
module.exports = Bus;`,
  ],
  [
    'an inherited prototype',
    `function Base(host) { this.producer = ${PRODUCER}; }
Base.prototype.publish = function (topic, message, done) { ${SEND} };
function Bus(host) { Base.call(this, host); }
Bus.prototype = Object.create(Base.prototype);
Bus.prototype.close = function () { this.producer.close(); };
module.exports = Bus;`,
  ],
])('%s: the channel is what callers name', async (_name, bus) => {
  expect(await said(USE, bus)).toEqual(['> kafka:order.created']);
});

test('static members, and a factory of consumers', async () => {
  const bus = `function Bus(url) { this.url = url; }
Bus.listen = function (topics, handler) { var group = new kafka.ConsumerGroup({ groupId: 'orders' }, topics); group.on('message', handler); };
Bus.prototype.stock = function () { return axios.get(this.url + '/items'); };
module.exports = Bus;`;
  const text = "Bus.listen(['payment.done'], () => {}); new Bus('http://stock').stock();";
  expect(await said(text, bus)).toEqual(['< kafka:payment.done', 'orders GET http://stock/items → (unresolved)']);
});

test('a shared object that its module makes', async () => {
  const bus = `function Provider() {
  this.consumer = function (topic) { this.made = new kafka.Consumer(new kafka.Client('zookeeper:2181'), [{ topic: topic }]); return this.made; };
}
exports = module.exports = new Provider;`;
  expect(await said("Bus.consumer('stock.changed').on('message', () => {});", bus)).toEqual(['< kafka:stock.changed']);
});

test('a function that only uses its receiver stays a function', async () => {
  const bus = `function report(url) { this.last = url; return axios.get(url + '/report'); }
module.exports = report;`;
  expect(await said("Bus('http://stock');", bus)).toEqual(['orders GET http://stock/report → (unresolved)']);
});
