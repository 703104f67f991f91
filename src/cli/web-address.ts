import { InvalidArgumentError } from 'commander';

/** The URL of a folder on the web as an option's value: no credentials, no query, safe inside a link of Markdown. */
export function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb =
    url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  // Signs that would end a link or a table cell in Markdown.
  const safe = (address: string): string => address.replace(/\(/g, '%28').replace(/\)/g, '%29').replace(/\|/g, '%7C');
  if (isWeb && url.search === '' && url.hash === '') return safe(url.href.replace(/\/+$/, ''));
  throw new InvalidArgumentError('A URL of a folder is expected, like https://github.com/acme/shop/blob/main.');
}
