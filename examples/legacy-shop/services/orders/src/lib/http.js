const axios = require('axios');

// One place for all calls between services, so that the headers are the same everywhere.
async function postJson(url, body) {
  const response = await axios.post(url, body, {
    headers: { 'x-caller': 'orders' },
  });
  return response.data;
}

module.exports = { postJson };
