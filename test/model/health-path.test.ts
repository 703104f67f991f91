import { expect, test } from 'vitest';
import { isHealthPath } from '../../src/model/health-path.ts';

test.each([
  ...['/health', '/healthz', '/livez', '/readyz', '/ping', '/status', '/alive', '/ready', '/live', '/readiness'],
  ...[
    '/api/health',
    '/health/live',
    '/health/ready',
    '/health/startup',
    '/_health',
    '/actuator/health',
    '/api/v1/status',
  ],
  ...['/orders/health', '/health/', '/Health', '/health-check', '/health?full=1', '/actuator/health/liveness'],
  ...['/orders-health', '/api/v1/orders_healthcheck', 'grpc.health.v1.Health/Check', '/extended/v1/status'],
])('%s tells how the service is', (path) => {
  expect(isHealthPath(path)).toBe(true);
});

test.each([
  ...['/', '/orders', '/orders/status', '/orders/:id/status', '/healthy-recipes', '/shipping', '/status/:orderId'],
  ...['/events/live', '/orders/{id}/health', '/already', '/*', '/pets/animal-health', '/orders-healthy'],
])('%s does not', (path) => {
  expect(isHealthPath(path)).toBe(false);
});
