/** The word that a service or a variable is about: `ORDERS_SERVICE_URL`, `order-service`, `ordersService` → `order`. */
export function word(name: string): string {
  const parts = name
    .replace(/^@[^/]+\//, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(
      (part) =>
        part &&
        !/^(service|services|svc|ms|microservice|api|url|uri|host|hostname|base|endpoint|address|addr|server|app|http|https|internal|origin|env|config|the)$/.test(
          part,
        ),
    );
  return parts.join('').replace(/s$/, '');
}

/** The word of a variable or a path of one: `orders.baseUrl` is about orders, `services.orderUrl` about one order. */
export function wordOfVariable(variable: string): string {
  return word(
    variable.replace(/^.*\./, (prefix) => {
      const last = variable.slice(prefix.length);
      return /url|host|uri|base|endpoint|address/i.test(last) && last.length < 9 ? prefix : '';
    }),
  );
}
