import { expect, test } from 'vitest';
import { sourceFacts } from '../../../src/recover/facts/source-facts.ts';
import { redactFacts } from '../../../src/recover/sources/redact-facts.ts';
import { redactManifest } from '../../../src/recover/sources/redact-text.ts';

const SECRET = 'hunter2-Zq81';

test.each([
  ['.env', `DB_PASSWORD=${SECRET}\nPAYMENT_URL=http://payment:3001\n`, 'PAYMENT_URL=http://payment:3001'],
  ['.env', `export STRIPE_API_KEY="${SECRET}" # live\nPORT=3000\n`, 'PORT=3000'],
  ['.env', `SESSION_SECRET='${SECRET}'\n`, ''],
  ['.env', `AUTH_TOKEN=${SECRET}\nTOKEN_URL=http://auth:4000/token\n`, 'TOKEN_URL=http://auth:4000/token'],
  ['.env', `DATABASE_URL=postgres://shop:${SECRET}@db:5432/orders\n`, '@db:5432/orders'],
  ['.env', `SLACK_WEBHOOK_URL=https://hooks.slack.com/services/${SECRET}\n`, 'https://hooks.slack.com'],
  ['.env', `FEED=https://feed.example.com/x?page=2&token=${SECRET}\n`, 'https://feed.example.com/x?page=2&token='],
  ['docker-compose.yml', `environment:\n  - DB_PASS=${SECRET}\n  - DB_HOST=db\n`, 'DB_HOST=db'],
  ['docker-compose.yml', `environment: { DB_PASSWORD: ${SECRET}, DB_HOST: db }\n`, 'DB_HOST: db'],
  ['docker-compose.yml', `    DB_PASSWORD: \${DB_PASSWORD:-${SECRET}}\n`, '${DB_PASSWORD:-'],
  [
    'k8s/app.yaml',
    `env:\n  - name: DB_PASSWORD\n    value: ${SECRET}\n  - name: DB_HOST\n    value: db\n`,
    'value: db',
  ],
  [
    'k8s/app.yaml',
    `kind: Secret\nstringData:\n  anything: ${SECRET}\n  url: http://payment:80\n---\nkind: ConfigMap\ndata:\n  HOST: db\n`,
    'HOST: db',
  ],
  ['Dockerfile', `FROM node:20\nENV DB_PASSWORD ${SECRET}\nENV PORT=3000\n`, 'ENV PORT=3000'],
  ['start.sh', `docker run -e DB_PASSWORD=${SECRET} -e PORT=1 acme/orders\n`, 'acme/orders'],
  ['package.json', `{ "config": { "apiKey": "${SECRET}" }, "name": "orders" }`, '"name": "orders"'],
  ['notes.sh', `curl -H "Authorization: ghp_${'a1B2c3D4'.repeat(4)}" docker ${SECRET.slice(0, 0)}\n`, 'curl -H'],
])('%s %#: the secret goes, the rest stays where it is', (file, text, kept) => {
  const redacted = redactManifest(file, text);
  expect(redacted).not.toContain(SECRET);
  expect(redacted).not.toContain('ghp_');
  expect(redacted).toContain(kept);
  expect(redacted.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length));
});

test('a private key goes, also one that is cut off', () => {
  const key = `KEY="-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n`;
  for (const text of [key, `${key}-----END RSA PRIVATE KEY-----"\nPORT=1\n`]) {
    expect(redactManifest('.env', text)).not.toContain(SECRET);
    expect(redactManifest('.env', text).split('\n')).toHaveLength(text.split('\n').length);
  }
});

test.each([
  'PASSWORD_MIN_LENGTH=8',
  'USE_SECRETS=true',
  'DB_PASSWORD=${DB_PASSWORD}',
  'TOKEN_SERVICE_HOST=tokens',
  'url: http://payment:3001/charges',
  'image: acme/secret-service:1.2',
  'location /tokens/ { proxy_pass http://auth:80; }',
])('what is no secret stays: %s', (text) => {
  expect(redactManifest('docker-compose.yml', text)).toBe(text);
});

test.each([
  `const password = '${SECRET}';`,
  `connect({ user: 'shop', password: '${SECRET}' });`,
  `const key = process.env.JWT_SECRET || '${SECRET}';`,
  `class Client { private apiKey = '${SECRET}'; }`,
  `client.defaults.apiKey = '${SECRET}';`,
  `connect('postgres://shop:${SECRET}@db/orders');`,
  `const config = { secret: { value: '${SECRET}' } };`,
])('facts of code without its secret: %s', (text) => {
  expect(JSON.stringify(redactFacts(sourceFacts('orders.ts', text).facts))).not.toContain(SECRET);
});

test('addresses, tokens of injection and names stay in facts of code', () => {
  const text = `const PAYMENT_TOKEN = 'PAYMENT_CLIENT';
const tokenUrl = 'http://auth:4000/token';
const topic = 'order.placed';
const secretName = 'SHOP_SECRET';
module.exports = { provide: PAYMENT_TOKEN, useValue: axios.create({ baseURL: 'http://payment:3001' }) };`;
  const { facts } = sourceFacts('orders.ts', text);
  expect(redactFacts(facts)).toEqual(facts);
});

test.each([
  ['one long word', 'a'.repeat(400_000)],
  ['dashes', 'a-'.repeat(200_000)],
  ['assignments', 'PASSWORD='.repeat(50_000)],
  ['addresses', '://a'.repeat(100_000)],
  ['keys', '-----BEGIN PRIVATE KEY-----'.repeat(20_000)],
  ['references', '${'.repeat(100_000)],
  ['quotes', '"\\'.repeat(200_000)],
])('hostile text is no trouble: %s', (_, text) => {
  expect(redactManifest('a.yml', text).length).toBe(text.length);
});
