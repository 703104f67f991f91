const { createClient } = require('redis');
const { redisUrl } = require('./config');

const cache = createClient({ url: redisUrl });
cache.connect();

module.exports = cache;
