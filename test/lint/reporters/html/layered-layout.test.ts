import { expect, test } from 'vitest';
import { layeredLayout, routePath } from '../../../../src/lint/reporters/html/layered-layout.ts';

const box = (id: string): { id: string; width: number; height: number } => ({ id, width: 100, height: 40 });
const edge = (text: string): { from: string; to: string } => {
  const [from = '', to = ''] = text.split(' ');
  return { from, to };
};
const shop = ['web', 'orders', 'payment', 'inventory', 'customers', 'mail'].map(box);

test('a node stands right of those that call it, and no two boxes overlap', () => {
  const edges = ['web orders', 'web customers', 'orders payment', 'orders inventory', 'payment mail', 'web mail'].map(
    edge,
  );
  const { nodes, width, height } = layeredLayout(shop, edges);
  for (const { from, to } of edges) expect(nodes.get(from)![0]).toBeLessThan(nodes.get(to)![0]);
  const places = [...nodes.values()];
  for (const [index, [x, y]] of places.entries()) {
    expect(Math.min(x - 50, y - 20, width - x - 50, height - y - 20)).toBeGreaterThan(-0.01);
    for (const [otherX, otherY] of places.slice(index + 1)) {
      expect(Math.abs(x - otherX) >= 100 || Math.abs(y - otherY) >= 40).toBe(true);
    }
  }
});

test('routes run from border to border, also against the layers where a circle is', () => {
  const edges = ['orders payment', 'payment mail', 'mail orders', 'payment orders'].map(edge);
  const boxes = shop.filter(({ id }) => ['orders', 'payment', 'mail'].includes(id));
  const { nodes, routes } = layeredLayout(boxes, edges);
  for (const [index, { from, to }] of edges.entries()) {
    const [[startX, startY], [endX, endY]] = [routes[index]!.at(0)!, routes[index]!.at(-1)!];
    expect(Math.abs(startX - nodes.get(from)![0])).toBe(50);
    expect(Math.abs(endX - nodes.get(to)![0])).toBe(50);
    expect(Math.abs(startY - nodes.get(from)![1])).toBeLessThan(20);
    expect(Math.abs(endY - nodes.get(to)![1])).toBeLessThan(20);
  }
});

test('two edges between the same nodes are two lines', () => {
  const { routes } = layeredLayout(shop.slice(0, 2), [edge('web orders'), edge('orders web')]);
  expect(routePath(routes[0]!)).not.toBe(routePath([...routes[1]!].reverse()));
});

test('of two orders the one without a crossing is taken', () => {
  const { nodes } = layeredLayout(shop.slice(0, 4), [edge('web inventory'), edge('orders payment')]);
  const below = (a: string, b: string): boolean => nodes.get(a)![1] > nodes.get(b)![1];
  expect(below('orders', 'web')).toBe(below('payment', 'inventory'));
});
